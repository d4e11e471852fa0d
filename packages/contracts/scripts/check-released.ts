// Fails if openapi.json breaks callers of the last release, unless a changeset declares a major version.
import { readdir, readFile } from 'node:fs/promises'
import { breakingChanges } from './breaking-changes.ts'

const read = async (path: string) => readFile(new URL(path, import.meta.url), 'utf8')
const [released, current] = await Promise.all(['../openapi.released.json', '../openapi.json'].map(read))
const changes = breakingChanges(JSON.parse(released!), JSON.parse(current!))
if (changes.length > 0 && !(await isMajor())) {
  console.error(`openapi.json breaks callers of the last release:\n  ${changes.join('\n  ')}`)
  console.error('Revert the change, or add a changeset with a major version of @kinconecta/support-contracts.')
  process.exitCode = 1
}

async function isMajor(): Promise<boolean> {
  const folder = '../../../.changeset/'
  const names = (await readdir(new URL(folder, import.meta.url))).filter((name) => name.endsWith('.md'))
  const texts = await Promise.all(names.map((name) => read(folder + name)))
  return texts.some((text) => /^["']@kinconecta\/support-contracts["']: major$/m.test(text))
}
