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
