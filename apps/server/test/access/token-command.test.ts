import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { useService } from '../support/harness.ts'
import { bearer, tokenSources } from '../support/tokens.ts'

const TOKEN = fileURLToPath(new URL('../../src/cli/token.ts', import.meta.url))
const service = useService({ isClosed: true })

const run = async (words: string[], secret = tokenSources.secret) => {
  const env = { ...process.env, ...(secret !== undefined && { JWT_SECRET: secret }) }
  try {
    return { out: (await promisify(execFile)(process.execPath, [TOKEN, ...words], { env })).stdout.trim(), failure: '' }
  } catch (error) {
    return { out: '', failure: (error as { stderr: string }).stderr }
  }
}

describe('pnpm run token', () => {
  it('signs a token of an agent, which the server accepts', async () => {
    const { out } = await run(['agent', '--sub', '7', '--name', 'Ana Torres'])
    const { json } = await service.send('GET', '/api/desk/me', undefined, bearer(out))
    expect(json).toMatchObject({ agentId: '7', name: 'Ana Torres', role: 'agent' })
  })

  it('signs a token of a tourist, who sees no other tickets', async () => {
    const { out } = await run(['tourist', '--sub', '42'])
    const { status, json } = await service.send('GET', '/api/support_tickets', undefined, bearer(out))
    expect([status, json]).toEqual([200, []])
  })

  it.each([
    [['agent'], '--sub is missing'],
    [['boss', '--sub', '7'], 'A role is missing or unknown'],
    [['guide', '--sub', 'bob'], '--sub of a GUIDE must be a number'],
    [['agent', '--sub', '7', '--secret', 'x'], "Unknown option '--secret'"],
  ])('refuses %j with a sentence', async (words, sentence) => {
    expect((await run(words)).failure).toContain(sentence)
  })
})
