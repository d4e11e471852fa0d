import { z } from 'zod'

/**
 * Text of `minCharacters` (default: 1) to `maxCharacters` Unicode code points, the unit in which Postgres and JSON
 * Schema count. NUL and unpaired surrogates are refused, because Postgres cannot store them.
 */
export function text(maxCharacters: number, minCharacters: 0 | 1 = 1): z.ZodString {
  return z
    .string()
    .min(minCharacters)
    .check((ctx) => {
      if (isLongerThan(ctx.value, maxCharacters)) {
        const message = `Too long: at most ${maxCharacters} characters`
        ctx.issues.push({ code: 'too_big', origin: 'string', maximum: maxCharacters, input: ctx.value, message })
      }
      if (ctx.value.includes('\0') || !ctx.value.isWellFormed()) {
        const message = 'Must not contain NUL or unpaired surrogates'
        ctx.issues.push({ code: 'invalid_format', format: 'text', input: ctx.value, message })
      }
    })
    .meta({ maxLength: maxCharacters, pattern: String.raw`^[^\x00]*$` })
}

function isLongerThan(value: string, maxCharacters: number): boolean {
  if (value.length <= maxCharacters) return false
  if (value.length > 2 * maxCharacters) return true
  let characters = 0
  for (const _ of value) characters++
  return characters > maxCharacters
}
