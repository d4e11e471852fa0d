const LOCK = 'kin-visible'

let release: (() => void) | undefined

/** Lets other tabs know whether this one is visible: a visible tab holds a lock that many can hold. */
export function tellVisibility(): void {
  document.addEventListener('visibilitychange', hold)
  hold()
}

function hold(): void {
  if (document.visibilityState === 'hidden') {
    release?.()
    release = undefined
  } else if (!release) {
    const { promise, resolve } = Promise.withResolvers<void>()
    release = resolve
    void navigator.locks.request(LOCK, { mode: 'shared' }, () => promise)
  }
}

/** Whether the user sees a tab of the console. */
export async function isAnyTabVisible(): Promise<boolean> {
  const { held = [] } = await navigator.locks.query()
  return held.some(({ name }) => name === LOCK)
}
