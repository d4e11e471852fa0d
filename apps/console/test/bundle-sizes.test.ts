import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { build } from '../scripts/build-console.ts'

const KB = 1000
let folder: string
let page: string
const sources = new Map<string, string>()
beforeAll(async () => {
  folder = await build()
  page = await readFile(join(folder, 'index.html'), 'utf8')
  const names = (await readdir(join(folder, 'assets'))).filter((name) => name.endsWith('.js'))
  for (const name of names) sources.set(name, await readFile(join(folder, 'assets', name), 'utf8'))
}, 120_000)

const importsIn = (name: string, pattern: RegExp) => [...sources.get(name)!.matchAll(pattern)].map(([, file]) => file!)
/** These scripts and all that have to be there before they run. */
const staticClosure = (names: readonly string[]): string[] => {
  const found = new Set(names)
  for (const name of found)
    for (const file of importsIn(name, /(?:from|import)\s*["'`]\.\/([^"'`]+\.js)/g)) found.add(file)
  return [...found]
}
/** The scripts that these scripts load when they are needed. */
const loadedLater = (...names: string[]): string[] => [
  ...new Set(names.flatMap((name) => importsIn(name, /import\(\s*["'`]\.\/([^"'`]+\.js)/g))),
]
const scriptsNamed = (...names: string[]): string[] =>
  names.map((name) => {
    const found = [...sources.keys()].filter((file) => file.replace(/-.{8}\.js$/, '') === name)
    expect(found).toHaveLength(1)
    return found[0]!
  })

const sizeOf = async (names: string[]) => {
  const files = await Promise.all(names.map((name) => readFile(join(folder, 'assets', name))))
  return files.reduce((sum, file) => sum + gzipSync(file).length, 0)
}
const loadedBy = (html: string, extension: string) =>
  [...html.matchAll(/(?:src|href)="\.\/assets\/([^"]+)"/g)]
    .map(([, name]) => name!)
    .filter((name) => name.endsWith(extension))

describe('the files of the console', () => {
  it('the shell has at most 150 kB of JavaScript', async () => {
    const scripts = loadedBy(page, '.js')
    expect(scripts.length).toBeGreaterThan(0)
    expect(await sizeOf(scripts)).toBeLessThan(150 * KB)
  })

  it('the queue has at most 230 kB with the shell and everything that opens over it', async () => {
    const popups = scriptsNamed('palette', 'help', 'session-dialog', 'es')
    const [queue] = scriptsNamed('queue-page')
    const names = staticClosure([...loadedBy(page, '.js'), queue!, ...loadedLater(queue!), ...popups])
    expect(names.length).toBeGreaterThan(8)
    expect(await sizeOf(names)).toBeLessThan(230 * KB)
  })

  it('no other page loads more than 60 kB', async () => {
    const shell = new Set(staticClosure(loadedBy(page, '.js')))
    const pages = loadedLater(...shell).filter((name) => !name.startsWith('queue-page'))
    expect(pages.length).toBeGreaterThan(8)
    const sizes = await Promise.all(
      pages.map(
        async (name) => [name, await sizeOf(staticClosure([name]).filter((part) => !shell.has(part)))] as const,
      ),
    )
    expect(sizes.filter(([, size]) => size > 60 * KB)).toEqual([])
  })

  it('there are at most 12 kB of styles', async () => {
    expect(await sizeOf(loadedBy(page, '.css'))).toBeGreaterThan(0)
    expect(await sizeOf(loadedBy(page, '.css'))).toBeLessThan(12 * KB)
  })

  it('the page has no script and no style of its own, which the policy would refuse', () => {
    expect(page.match(/<style|<script(?![^>]* src=)| style=| on\w+=/g)).toBeNull()
  })

  it('every file has a hash in its name and compressed forms', async () => {
    const names = await readdir(join(folder, 'assets'))
    expect(names.filter((name) => !/-[\w-]{8}\.(?:js|css|svg)(?:\.(?:br|gz))?$/.test(name))).toEqual([])
    const plain = names.filter((name) => /\.(?:js|css|svg)$/.test(name))
    expect(names.length).toBe(3 * plain.length)
  })
})
