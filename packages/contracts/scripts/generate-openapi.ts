// Writes openapi.json. Run it with `pnpm generate` after a change to the contract, and commit the result.
import { readFile, writeFile } from 'node:fs/promises'
import { openApiDocument } from './openapi-document.ts'

const root = new URL('..', import.meta.url)
const { version } = JSON.parse(await readFile(new URL('package.json', root), 'utf8')) as { version: string }
await writeFile(new URL('openapi.json', root), `${JSON.stringify(openApiDocument(version), null, 2)}\n`)
