import { SupportError } from './errors.ts'

// The service has the same limit.
const MAX_DEPTH = 20

/**
 * Throws a SupportError if JSON would change the input: NaN would become null, a Map `{}`, a Date a string. An
 * undefined field is allowed, because JSON leaves it out.
 */
export function assertJson(input: unknown, operation: string): void {
  if (input !== undefined) check(input, operation, [])
}

function check(value: unknown, operation: string, path: readonly (string | number)[]): void {
  const reason = reasonAgainst(value, path.length)
  if (reason) throw new SupportError(`${operation}: ${path.join('.') || 'the input'} ${reason}; nothing was sent`)
  if (typeof value !== 'object' || value === null) return
  // By index, because JSON also turns a hole in an array into null.
  if (Array.isArray(value)) for (let at = 0; at < value.length; at++) check(value[at], operation, [...path, at])
  else
    for (const [name, field] of Object.entries(value)) {
      if (field !== undefined) check(field, operation, [...path, name])
    }
}

function reasonAgainst(value: unknown, depth: number): string | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined
    case 'number':
      return Number.isFinite(value) ? undefined : `is ${value}, which is not a number in JSON`
    case 'undefined':
      return 'is undefined inside an array, which JSON turns into null'
    case 'object':
      return value === null ? undefined : reasonAgainstObject(value, depth)
    default:
      return `is a ${typeof value}, which is not JSON`
  }
}

function reasonAgainstObject(value: object, depth: number): string | undefined {
  if (depth >= MAX_DEPTH) return `is nested more than ${MAX_DEPTH} levels deep`
  if (value instanceof Date) return 'is a Date; send text like 2026-03-11T10:30:00Z'
  const kind = Object.prototype.toString.call(value).slice('[object '.length, -1)
  if (kind === 'Array') return undefined
  if (kind !== 'Object') return `is a ${kind}, which is not JSON`
  return 'toJSON' in value && typeof value.toJSON === 'function'
    ? 'has a toJSON method, which changes the value'
    : undefined
}
