import { useEffect, useEffectEvent, useRef } from 'react'

/** Calls the function when something that was going on has ended. */
export function useEnded(isGoingOn: boolean, onEnd: () => void): void {
  const end = useEffectEvent(onEnd)
  const was = useRef(isGoingOn)
  useEffect(() => {
    if (was.current && !isGoingOn) end()
    was.current = isGoingOn
  }, [isGoingOn])
}
