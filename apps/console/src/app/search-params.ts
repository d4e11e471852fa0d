/** The query of an address as the pages read it: texts, and lists with commas between the values. */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search))
}

type SearchValue = string | number | boolean | readonly (string | number)[] | undefined

/** Commas and colons stay readable. A comma in a value of a list is escaped. */
export function stringifySearch(search: object): string {
  const pairs = Object.entries(search as Record<string, SearchValue>).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, typeof value === 'object' ? joinList(value) : String(value)]],
  )
  const query = new URLSearchParams(pairs).toString().replaceAll('%2C', ',').replaceAll('%3A', ':')
  return query === '' ? '' : `?${query}`
}

function joinList(values: readonly (string | number)[]): string {
  return values.map((value) => String(value).replaceAll('%', '%25').replaceAll(',', '%2C')).join(',')
}

function splitList(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String)
  if (typeof value !== 'string') return []
  return value.split(',').map((part) => part.replaceAll('%2C', ',').replaceAll('%25', '%'))
}

/** The values of a list that are known, each once; undefined if there is none. */
export function listOf<Value extends string>(value: unknown, known: readonly Value[]): Value[] | undefined {
  const names = new Set(splitList(value))
  const found = known.filter((name) => names.has(name))
  return found.length > 0 ? found : undefined
}

/** The values of a list of any texts, each once; undefined if there is none. */
export function textsOf(value: unknown, maxValues: number, maxLength: number): string[] | undefined {
  const texts = new Set(splitList(value).filter((text) => text !== '' && text.length <= maxLength))
  return texts.size > 0 ? [...texts].slice(0, maxValues) : undefined
}

export function oneOf<Value extends string>(value: unknown, known: readonly Value[]): Value | undefined {
  return known.find((name) => name === value)
}

export function textOf(value: unknown, maxLength: number): string | undefined {
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && text.trim() !== '' ? text.slice(0, maxLength) : undefined
}

/** A positive integer, such as an id. */
export function idOf(value: unknown): number | undefined {
  const id = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? id : undefined
}

export function flagOf(value: unknown): boolean | undefined {
  if (value === true || value === 'true') return true
  return value === false || value === 'false' ? false : undefined
}
