import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url))
const CONSOLE = 'apps/console'

/** What a build depends on, relative to the repository. */
const SOURCES = [
  `${CONSOLE}/src`,
  `${CONSOLE}/scripts`,
  `${CONSOLE}/index.html`,
  `${CONSOLE}/package.json`,
  `${CONSOLE}/vite.config.ts`,
  'packages/client/src',
  'packages/contracts/src',
  'pnpm-lock.yaml',
]

/** The folder in which the builds are, each in a folder that is named by the hash of its sources. */
export const BUILDS = join(REPOSITORY, CONSOLE, 'dist')

/** A hash of the names and contents of all sources. Times are not used: a checkout changes them. */
export async function hashOfSources(): Promise<string> {
  const files = (await Promise.all(SOURCES.map(filesIn))).flat().toSorted()
  const contents = await Promise.all(files.map((file) => readFile(join(REPOSITORY, file))))
  const hash = createHash('sha256')
  for (const [index, file] of files.entries())
    hash.update(`${file}\0${contents[index]!.length}\0`).update(contents[index] as Buffer)
  return hash.digest('hex').slice(0, 16)
}

async function filesIn(path: string): Promise<string[]> {
  const isFile = /\.\w+$/.test(path)
  if (isFile) return [path]
  const entries = await readdir(join(REPOSITORY, path), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(REPOSITORY.length))
}
