import { setImmediate, setTimeout as sleep } from 'node:timers/promises'

// How long a statement waits for the one before it. Longer would let one that hangs hold up all.
const PATIENCE_MS = 5

/**
 * Gathers keys into one call: those asked for in one turn of the event loop, and while the call before is running,
 * because under load a few large statements cost less than many small ones.
 * A key is loaded after it was asked for, so a caller always sees what was committed before it asked.
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
    if (running) await Promise.race([running, sleep(PATIENCE_MS, undefined, { ref: false })])
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
