import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { build } from '../scripts/build-console.ts'

const KB = 1000
let folder: string
let page: string
beforeAll(async () => {
  folder = await build()
  page = await readFile(join(folder, 'index.html'), 'utf8')
}, 120_000)

const sizeOf = async (names: string[]) => {
  const files = await Promise.all(names.map((name) => readFile(join(folder, 'assets', name))))
  return files.reduce((sum, file) => sum + gzipSync(file).length, 0)
}
const loadedBy = (html: string, extension: string) =>
  [...html.matchAll(/(?:src|href)="\.\/assets\/([^"]+)"/g)]
    .map(([, name]) => name!)
    .filter((name) => name.endsWith(extension))
/** What a user of the queue can load: not the other pages, and one language. */
const isOfQueue = (name: string) => (name.startsWith('queue-page') || !/-page-/.test(name)) && !/^(?:es|pt)-/.test(name)
const reachedFrom = async (names: string[]) => {
  const reached = new Set(names)
  for (const name of reached) {
    const source = await readFile(join(folder, 'assets', name), 'utf8')
    const imported = [...source.matchAll(/(?:from|import)\s*\(?\s*["'`]\.\/([^"'`]+\.js)["'`]/g)].map((match) => match[1]!)
    for (const other of imported.filter(isOfQueue)) reached.add(other)
  }
  return [...reached]
}

describe('the files of the console', () => {
  it('the shell has at most 150 kB of JavaScript', async () => {
    const scripts = loadedBy(page, '.js')
    expect(scripts.length).toBeGreaterThan(0)
    expect(await sizeOf(scripts)).toBeLessThan(150 * KB)
  })

  it('the queue has at most 230 kB with the shell and its popups, and no other part more than 60 kB', async () => {
    const names = (await readdir(join(folder, 'assets'))).filter((name) => name.endsWith('.js'))
    const shell = loadedBy(page, '.js')
    const sizes = await Promise.all(
      names.filter((name) => !shell.includes(name)).map(async (name) => [name, await sizeOf([name])] as const),
    )
    expect(sizes.filter(([, size]) => size > 60 * KB)).toEqual([])
    const parts = await reachedFrom(shell)
    expect(parts.filter((name) => name.startsWith('queue-page'))).toHaveLength(1)
    expect(await sizeOf(parts)).toBeLessThan(230 * KB)
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
