import { cp, mkdtemp, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import document from '../../../packages/contracts/openapi.json' with { type: 'json' }
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { REPOSITORY, run, tool } from './run.ts'

/** The command that generates each client, with the options that the generator's documentation recommends first. */
const GENERATORS: [name: string, command: string, ...args: string[]][] = [
  ['hey-api', '@hey-api/openapi-ts/bin/run.js', '-i', './openapi.json', '-o', './generated/hey-api'],
  ['orval', 'orval/dist/bin/orval.mjs', '--config', 'orval.config.mjs'],
  ['openapi-fetch', 'openapi-typescript/bin/cli.js', 'openapi.json', '-o', 'generated/openapi-typescript.d.ts'],
  [
    'swagger-typescript-api',
    'swagger-typescript-api/dist/cli.mjs',
    ...'generate -p openapi.json -o generated -n swagger-typescript-api.ts --generate-union-enums'.split(' '),
  ],
]

const STRICT =
  '--strict --noEmit --skipLibCheck --target es2022 --module esnext ' +
  '--moduleResolution bundler --lib es2023,dom,dom.iterable --types node'

interface DocumentedOperation {
  operationId: string
  responses: Record<string, { content?: object }>
}

// Generated clients read a response to its end, which a stream does not have.
const operationIds = Object.values(document.paths as Record<string, Record<string, DocumentedOperation>>)
  .flatMap((methods) => Object.values(methods))
  .filter(({ responses }) => !('text/event-stream' in (responses['200']?.content ?? {})))
  .map(({ operationId }) => operationId)

let project: string
beforeAll(async () => {
  project = await mkdtemp(join(inject('projectsFolder'), 'generated-'))
  await cp(fileURLToPath(new URL('../projects/generated', import.meta.url)), project, { recursive: true })
  await cp(join(REPOSITORY, 'packages/contracts/openapi.json'), join(project, 'openapi.json'))
  await symlink(tool(''), join(project, 'node_modules'))
})

describe.each(GENERATORS)('the client that %s generates from openapi.json', (name, command, ...args) => {
  it('compiles in strict mode, and calls every operation', async () => {
    const env = { SUPPORT_URL: inject('serviceUrl') }
    await run(process.execPath, [tool(command), ...args], { cwd: project, env })
    const tsc = [tool('typescript-5.9/bin/tsc'), ...STRICT.split(' '), `${name}.ts`]
    expect(await run(process.execPath, tsc, { cwd: project })).toBe('')
    const bundle = `${name}.bundle.mjs`
    const bundling = [`${name}.ts`, '--bundle', '--platform=node', '--format=esm', `--outfile=${bundle}`]
    await run(tool('esbuild/bin/esbuild'), bundling, { cwd: project })
    const { tickets, attachments, webhooks, url, isWhole, hasThumbnail, ...statuses } = JSON.parse(
      await run(process.execPath, [bundle], { cwd: project, env }),
    )
    expect({ tickets, attachments, webhooks, url, isWhole, hasThumbnail }).toEqual({
      tickets: 2,
      attachments: 4,
      webhooks: 1,
      url: 'string',
      isWhole: true,
      hasThumbnail: true,
    })
    expect(Object.keys(statuses).toSorted()).toEqual(operationIds.toSorted())
    const {
      'attachments-startUpload': started,
      'attachments-completeUpload': completed,
      'webhooks-test': tested,
      'desk-tickets-split': split,
      ...others
    } = statuses
    expect([started, completed, tested, split]).toEqual([409, 404, 404, 404])
    expect(Object.values(others).filter((status) => Number(status) >= 300)).toEqual([])
  })
})
