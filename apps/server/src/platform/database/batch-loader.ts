import { setImmediate, setTimeout as sleep } from 'node:timers/promises'

// How long a call waits for the previous one. The limit keeps one that hangs from delaying all others.
const MAX_WAIT_MS = 5

/**
 * Combines requests for keys into one call of `loadMany`: those of one turn of the event loop, and those that arrive
 * while the previous call runs (up to 5 ms). Under load, a few large statements cost less than many small ones.
 * A key is loaded after it was requested, so the value includes every change that was committed before the request.
 * Resolves to undefined if `loadMany` returns no value for the key.
 */
export function batchLoader<Key, Value>(
  loadMany: (keys: Key[]) => Promise<Map<Key, Value>>,
): (key: Key) => Promise<Value | undefined> {
  let keys = new Set<Key>()
  let next: Promise<Map<Key, Value>> | undefined
  let running: Promise<void> | undefined
  const ended = () => {
    running = undefined
  }
  const load = async () => {
    await setImmediate()
    if (running) await Promise.race([running, sleep(MAX_WAIT_MS, undefined, { ref: false })])
    const batch = [...keys]
    keys = new Set()
    next = undefined
    const loaded = loadMany(batch)
    running = loaded.then(ended, ended)
    return loaded
  }
  return async (key) => {
    keys.add(key)
    next ??= load()
    return (await next).get(key)
  }
}
