import { readFile } from 'node:fs/promises'
import { createConfig, lintDocument, makeDocumentFromString, BaseResolver } from '@redocly/openapi-core'
import { expect, it } from 'vitest'
import { openApiDocument } from '../scripts/openapi-document.ts'

const file = new URL('../openapi.json', import.meta.url)
const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string
}

it('openapi.json is what the contract generates (run `pnpm generate`)', async () => {
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(openApiDocument(version))))
})

it("Redocly's recommended rules find nothing", async () => {
  const config = await createConfig({ extends: ['recommended'] })
  const document = makeDocumentFromString(await readFile(file, 'utf8'), file.pathname)
  const problems = await lintDocument({ document, config, externalRefResolver: new BaseResolver() })
  expect(problems.map(({ ruleId, severity, message }) => `${severity} ${ruleId}: ${message}`)).toEqual([])
})

it('every parameter and every member says what it is, but for ids', () => {
  const { paths, components } = openApiDocument(version) as unknown as Described
  const schemas = components.schemas
  const says = ({ description, $ref = '' }: Said): boolean =>
    Boolean(description ?? schemas[$ref.replace('#/components/schemas/', '')]?.description)
  const parameters = Object.entries(paths).flatMap(([path, methods]) =>
    Object.values(methods).flatMap((method) =>
      (method.parameters ?? []).map((said) => ({ at: `${path} ${said.name}`, said })),
    ),
  )
  const members = Object.entries(schemas).flatMap(([schema, { properties = {} }]) =>
    Object.entries(properties).map(([name, said]) => ({ at: `${schema}.${name}`, said })),
  )
  expect(parameters.length).toBeGreaterThan(40)
  expect(parameters.filter(({ said }) => !said.description).map(({ at }) => at)).toEqual([])
  expect(members.filter(({ at, said }) => !at.endsWith('Id') && !says(said)).map(({ at }) => at)).toEqual([])
})

interface Said {
  description?: string
  $ref?: string
}

interface Described {
  paths: Record<string, Record<string, { parameters?: (Said & { name: string })[] }>>
  components: { schemas: Record<string, Said & { properties?: Record<string, Said> }> }
}
