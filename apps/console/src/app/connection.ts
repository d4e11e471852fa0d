import { createStore, useStore } from './store.ts'

/** Whether the last request reached the service. */
const isConnected = createStore(navigator.onLine)
addEventListener('offline', () => isConnected.set(false))

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

export function useIsConnected(): boolean {
  return useStore(isConnected)
}

export const { get: wasConnected, subscribe: onConnection } = isConnected
