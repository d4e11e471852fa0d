import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { useService } from './harness.ts'
import { bearer } from './tokens.ts'

const service = useService({ isClosed: true })
const KEYS = fileURLToPath(new URL('../src/keys.ts', import.meta.url))

/** Runs `pnpm keys` with these words. */
const keys = (...words: string[]) =>
  promisify(execFile)(process.execPath, [KEYS, ...words], {
    env: { ...process.env, DATABASE_URL: service.databaseUrl },
  })

describe('pnpm keys', () => {
  it('creates a key that works, lists it without showing it, and revokes it', async () => {
    const { stdout: created } = await keys('create', 'reports', 'tickets:read', '--expires', '2099-01-01')
    const [, id, key] = /^Key (\d+) for reports: (kin_\S+)/.exec(created)!
    expect((await service.send('GET', '/api/support_tickets', undefined, bearer(key))).status).toBe(200)
    const { stdout: listed } = await keys('list')
    expect(listed).toContain('reports  tickets:read')
    expect(listed).not.toContain(key)
    expect((await keys('revoke', id!)).stdout).toContain('is revoked')
    expect((await keys('list')).stdout).toContain('revoked')
  })

  it.each([
    [[], 'Usage'],
    [['create'], 'needs a name'],
    [['create', 'n'.repeat(101), 'tickets:read'], '101 characters'],
    [['create', 'name'], 'needs a scope'],
    [['create', 'name', 'tickets:read', 'everything'], 'no scope everything'],
    [['create', 'name', 'tickets:read', '--for', 'ever'], 'Usage'],
    [['create', 'name', 'tickets:read', '--expires', 'tomorrow'], 'not a date to come'],
    [['revoke', '999'], 'no key 999'],
    [['revoke'], 'by its ID'],
    [['revoke', '1; drop table api_keys'], 'by its ID'],
    [['toString'], 'no command toString'],
  ])('%j is refused in a sentence', async (words, sentence) => {
    const failure = await keys(...words).catch((error: unknown) => error as { code: number; stderr: string })
    expect(failure).toMatchObject({ code: 1, stderr: expect.stringContaining(sentence) })
  })
})
