/**
 * Gathers every key asked for in one turn of the event loop into one call: many requests, one statement.
 * A key is loaded after it was asked for, so a caller always sees what was committed before it asked.
 */
export function coalesce<Key, Value>(
  loadMany: (keys: Key[]) => Promise<Map<Key, Value>>,
): (key: Key) => Promise<Value | undefined> {
  let keys = new Set<Key>()
  let pending: Promise<Map<Key, Value>> | undefined
  const nextTurn = async () => {
    await new Promise((resolve) => setImmediate(resolve))
    const batch = [...keys]
    keys = new Set()
    pending = undefined
    return loadMany(batch)
  }
  return async (key) => {
    keys.add(key)
    pending ??= nextTurn()
    return (await pending).get(key)
  }
}
