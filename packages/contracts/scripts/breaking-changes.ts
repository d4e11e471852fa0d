import { apiDiff, type Diff } from 'api-smart-diff'

/**
 * Returns one sentence for each change from `released` to `current` that breaks callers. Both are OpenAPI documents.
 */
export function breakingChanges(released: object, current: object): string[] {
  const diffs = apiDiff(structuredClone(released), structuredClone(current))
  return diffs.filter((diff) => diff.type === 'breaking' && !isHarmless(diff)).map(describeChange)
}

function isHarmless({ path, action }: Diff): boolean {
  const [section, , , part, status] = path.map(String)
  if (section !== 'paths') return true // component schemas are compared in the operations that use them
  if (part !== 'responses') return false
  // A new error code and a removed error response do not break callers. Results of bulk changes have codes too.
  if (action === 'add' && path.includes('enum')) return Number(status) >= 400 || path.includes('code')
  return action === 'remove' && Number(status) >= 400 && path.length === 5
}

function describeChange({ path, action, before, after }: Diff): string {
  const [, address, method, ...where] = path.map(String)
  const at = `${(method ?? '').toUpperCase()} ${address}${where.length > 0 ? ` ${where.join('.')}` : ''}`
  const [was, is] = [before, after].map((value) => JSON.stringify(value)?.slice(0, 60))
  if (action === 'add') return `${at}: ${is} was added`
  return action === 'remove' ? `${at}: was removed` : `${at}: ${was} became ${is}`
}
