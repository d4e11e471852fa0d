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

it("the document passes Redocly's recommended rules", async () => {
  const config = await createConfig({ extends: ['recommended'] })
  const document = makeDocumentFromString(await readFile(file, 'utf8'), file.pathname)
  const problems = await lintDocument({ document, config, externalRefResolver: new BaseResolver() })
  expect(problems.map(({ ruleId, severity, message }) => `${severity} ${ruleId}: ${message}`)).toEqual([])
})

it('every parameter and every field except ids has a description', () => {
  const { paths, components } = openApiDocument(version) as unknown as Document
  const schemas = components.schemas
  const isDescribed = ({ description, $ref = '' }: Described): boolean =>
    Boolean(description ?? schemas[$ref.replace('#/components/schemas/', '')]?.description)
  const parameters = Object.entries(paths).flatMap(([path, methods]) =>
    Object.values(methods).flatMap((method) =>
      (method.parameters ?? []).map((parameter) => ({ at: `${path} ${parameter.name}`, parameter })),
    ),
  )
  const fields = Object.entries(schemas).flatMap(([schema, { properties = {} }]) =>
    Object.entries(properties).map(([name, field]) => ({ at: `${schema}.${name}`, field })),
  )
  expect(parameters.length).toBeGreaterThan(40)
  expect(parameters.filter(({ parameter }) => !parameter.description).map(({ at }) => at)).toEqual([])
  expect(fields.filter(({ at, field }) => !at.endsWith('Id') && !isDescribed(field)).map(({ at }) => at)).toEqual([])
})

interface Described {
  description?: string
  $ref?: string
}

interface Document {
  paths: Record<string, Record<string, { parameters?: (Described & { name: string })[] }>>
  components: { schemas: Record<string, Described & { properties?: Record<string, Described> }> }
}
