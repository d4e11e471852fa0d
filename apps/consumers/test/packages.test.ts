import { existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { freshProject } from './fresh-project.ts'
import { REPOSITORY, run, tool } from './run.ts'

let project: string
let modules: string
beforeAll(async () => {
  project = await freshProject('node', ['@kinconecta/support-client', '@kinconecta/support-contracts'])
  modules = join(project, 'node_modules/@kinconecta')
})

describe.each(['support-client', 'support-contracts'])('%s as published', (name) => {
  const sources = join(REPOSITORY, 'packages', name.replace('support-', ''))
  const manifest = async (folder: string) => JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))

  it('has the exports of the repository, for ESM and CommonJS', async () => {
    const published = await manifest(join(modules, name))
    const inRepository = await manifest(sources)
    expect(Object.keys(published.exports)).toEqual([...Object.keys(inRepository.exports), './package.json'])
    expect(published.version).toBe(inRepository.version)
    for (const target of pathsIn(published.exports)) expect(existsSync(join(modules, name, target))).toBe(true)
  })

  it('has a README, a licence and AGENTS.md', async () => {
    const files = await readdir(join(modules, name))
    expect(files).toEqual(expect.arrayContaining(['AGENTS.md', 'LICENSE', 'README.md', 'package.json']))
  })

  it('passes publint', async () => {
    const publint = [tool('publint/src/cli.js'), join(modules, name), '--strict', '--pack=false']
    expect(await run(process.execPath, publint, { cwd: project })).toContain('All good!')
  })

  it('passes attw', async () => {
    const attw = [tool('@arethetypeswrong/cli/dist/index.js'), '--pack', join(modules, name)]
    expect(await run(process.execPath, attw, { cwd: project })).toContain('No problems found')
  })

  it('reports its size', async () => {
    const folder = join(modules, name)
    const files = await readdir(folder, { recursive: true, withFileTypes: true })
    const own = files.filter((file) => file.isFile() && !file.parentPath.includes(`${name}/node_modules`))
    const sizes = await Promise.all(own.map((file) => stat(join(file.parentPath, file.name))))
    const kB = sizes.reduce((sum, { size }) => sum + size, 0) / 1000
    console.log(`${name}: ${Math.round(kB)} kB unpacked, source maps included`)
    expect(kB).toBeLessThan(8000)
  })
})

it('stays within the limits of .size-limit.json', async () => {
  const cwd = join(REPOSITORY, 'apps/consumers/tools')
  const found = JSON.parse(await run(process.execPath, [tool('size-limit/bin.js'), '--json'], { cwd }))
  for (const { name, size } of found) console.log(`${name}: ${(size / 1000).toFixed(1)} kB minified and gzipped`)
  expect(found.filter(({ passed }: { passed: boolean }) => !passed)).toEqual([])
})

function pathsIn(value: unknown): string[] {
  return typeof value === 'string' ? [value] : Object.values(value as object).flatMap(pathsIn)
}
