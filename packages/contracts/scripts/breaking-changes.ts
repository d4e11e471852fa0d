import { apiDiff, type Diff } from 'api-smart-diff'

/** What in `current` breaks callers of `released`, one sentence each. Both are OpenAPI documents. */
export function breakingChanges(released: object, current: object): string[] {
  const diffs = apiDiff(structuredClone(released), structuredClone(current))
  return diffs.filter((diff) => diff.type === 'breaking' && !isHarmless(diff)).map(sentenceOf)
}

function isHarmless({ path, action }: Diff): boolean {
  const [section, , , part, status] = path.map(String)
  if (section !== 'paths') return true // what is used of the components is compared where it is used
  if (part !== 'responses' || Number(status) < 400) return false
  // A caller has to expect a new error code, and can do without a failure that no longer happens.
  return (action === 'remove' && path.length === 5) || (action === 'add' && path.includes('enum'))
}

function sentenceOf({ path, action, before, after }: Diff): string {
  const [, address, method, ...where] = path.map(String)
  const at = `${(method ?? '').toUpperCase()} ${address}${where.length > 0 ? ` ${where.join('.')}` : ''}`
  const [was, is] = [before, after].map((value) => JSON.stringify(value)?.slice(0, 60))
  if (action === 'add') return `${at}: ${is} is new`
  return action === 'remove' ? `${at}: is gone` : `${at}: was ${was}, is ${is}`
}
