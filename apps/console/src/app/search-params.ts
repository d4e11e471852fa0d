/** The query of an address as the pages read it: texts, and lists with commas between the values. */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search))
}

/** Commas and colons stay readable. */
export function stringifySearch(search: object): string {
  const pairs = Object.entries(search as Record<string, string | string[] | undefined>).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, Array.isArray(value) ? value.join(',') : value]],
  )
  const query = new URLSearchParams(pairs).toString().replaceAll('%2C', ',')
  return query === '' ? '' : `?${query}`
}

/** The values of a list that are known, each once; undefined if there is none. */
export function listOf<Value extends string>(value: unknown, known: readonly Value[]): Value[] | undefined {
  const names = new Set(Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [])
  const found = known.filter((name) => names.has(name))
  return found.length > 0 ? found : undefined
}

export function oneOf<Value extends string>(value: unknown, known: readonly Value[]): Value | undefined {
  return known.find((name) => name === value)
}

export function textOf(value: unknown, maxLength: number): string | undefined {
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && text.trim() !== '' ? text.slice(0, maxLength) : undefined
}
