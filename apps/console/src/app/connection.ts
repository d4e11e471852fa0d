import { PATH_PREFIX } from './path-prefix.ts'
import { createStore, useStore } from './store.ts'

const ASK_AGAIN_MS = 3_000

/** Whether the last request reached the service. */
const isConnected = createStore(navigator.onLine)
let timer: ReturnType<typeof setInterval> | undefined

addEventListener('offline', () => isConnected.set(false))
addEventListener('online', ask)
isConnected.subscribe(() => {
  clearInterval(timer)
  if (!isConnected.get()) timer = setInterval(ask, ASK_AGAIN_MS)
})

/** A `fetch` that notes whether the service was reached. */
export const observedFetch: typeof fetch = async (input, init) => {
  try {
    const response = await fetch(input, init)
    isConnected.set(true)
    return response
  } catch (error) {
    if (!init?.signal?.aborted) isConnected.set(false)
    throw error
  }
}

/** A page that waits sends no requests of its own. */
function ask(): void {
  observedFetch(`${PATH_PREFIX}/healthz`, { cache: 'no-store' }).catch(() => {})
}

export function useIsConnected(): boolean {
  return useStore(isConnected)
}

export const { get: wasConnected, subscribe: onConnection } = isConnected
