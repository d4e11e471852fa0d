import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { BUILDS, hashOfSources } from './sources.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const VITE = fileURLToPath(new URL('../node_modules/vite/bin/vite.js', import.meta.url))
const KEPT_BUILDS = 3
const TEMPORARY = /tmp-\w+$/
const BROKEN_AFTER_MS = 3_600_000
const COMPRESSED = /\.(js|css|svg)$/

/**
 * Returns the folder of the built console. Builds it first if there is no build of these sources, in a folder of its
 * own that is renamed at the end, so that several programs can build at the same time.
 */
export async function build(): Promise<string> {
  const target = join(BUILDS, await hashOfSources())
  if (existsSync(target)) return target
  await mkdir(BUILDS, { recursive: true })
  const folder = await mkdtemp(join(BUILDS, 'tmp-'))
  await chmod(folder, 0o755) // servers of other accounts read it
  try {
    await buildInto(folder)
    await rename(folder, target).catch((error: unknown) => {
      if (!existsSync(target)) throw error // else another program was faster
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  await removeOldBuilds(target)
  return target
}

async function buildInto(folder: string): Promise<void> {
  // In a process of its own, because the build depends on NODE_ENV, which tests set to something else.
  const env = { NODE_ENV: 'production' }
  await promisify(execFile)(process.execPath, [VITE, 'build', '--logLevel', 'error', '--outDir', folder], {
    cwd: ROOT,
    env,
  })
  const assets = join(folder, 'assets')
  const names = (await readdir(assets)).filter((name) => COMPRESSED.test(name))
  await Promise.all(names.map((name) => compress(join(assets, name))))
}

/** Writes the compressed forms beside the file, so that no request has to compress. */
async function compress(path: string): Promise<void> {
  const bytes = await readFile(path)
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes, { params }))
  await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }))
}

/** Keeps the builds that servers which were started earlier still serve. Builds that were broken off are removed too. */
async function removeOldBuilds(current: string): Promise<void> {
  const entries = await readdir(BUILDS, { withFileTypes: true })
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(BUILDS, name))
  const others = folders.filter((folder) => folder !== current)
  const dated = await Promise.all(others.map(async (folder) => ({ folder, ms: (await stat(folder)).mtimeMs })))
  const isBroken = ({ folder, ms }: (typeof dated)[number]) =>
    TEMPORARY.test(folder) && ms < Date.now() - BROKEN_AFTER_MS
  const builds = dated.filter(({ folder }) => !TEMPORARY.test(folder)).toSorted((a, b) => b.ms - a.ms)
  const removed = [...builds.slice(KEPT_BUILDS - 1), ...dated.filter(isBroken)]
  await Promise.all(removed.map(({ folder }) => rm(folder, { recursive: true, force: true })))
}
