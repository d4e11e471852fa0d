import { useEffect, useEffectEvent } from 'react'
import { type LiveMessage, onLiveMessage } from './event-channel.ts'

/** Calls the function for every message while the component is mounted. */
export function useLive(listener: (message: LiveMessage) => void): void {
  const current = useEffectEvent(listener)
  useEffect(() => onLiveMessage((message) => current(message)), [])
}
