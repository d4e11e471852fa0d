import { readFile } from 'node:fs/promises'
import { ERRORS } from '@kinconecta/support-contracts'
import { expect, it } from 'vitest'

const root = new URL('../../../../', import.meta.url)
const read = (path: string) => readFile(new URL(path, root), 'utf8')

it('docs/errors.md has one heading per error code, with its status', async () => {
  const sections = [...(await read('docs/errors.md')).matchAll(/^## (\w+)\n\nStatus (\d+)/gm)]
  const documented = Object.fromEntries(sections.map(([, code, status]) => [code, Number(status)]))
  expect(documented).toEqual(Object.fromEntries(Object.entries(ERRORS).map(([code, { status }]) => [code, status])))
})

it('docs/configuration.md names every variable of the configuration', async () => {
  const names = [...(await read('apps/server/src/config.ts')).matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(
    ([, name]) => name!,
  )
  const page = await read('docs/configuration.md')
  expect(names.length).toBeGreaterThan(10)
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([])
})
