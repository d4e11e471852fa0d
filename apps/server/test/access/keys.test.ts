import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { createApiKey } from '../../src/platform/identity/api-keys.ts'
import { useService } from '../support/harness.ts'
import { bearer } from '../support/tokens.ts'

const service = useService({ isClosed: true })
const KEYS = fileURLToPath(new URL('../../src/cli/keys.ts', import.meta.url))

/** Runs `pnpm keys` with these arguments on this database. */
const keysAt = (databaseUrl: string, ...words: string[]) =>
  promisify(execFile)(process.execPath, [KEYS, ...words], { env: { ...process.env, DATABASE_URL: databaseUrl } })
const keys = (...words: string[]) => keysAt(service.databaseUrl, ...words)

/** Returns the exit code and stderr of a program. */
const failureOf = (run: Promise<unknown>) =>
  run.then(
    () => ({ code: 0, stderr: '' }),
    (error: unknown) => error as { code: number; stderr: string },
  )

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
    [[], 'The command is missing. Usage:'],
    [['toString'], 'Unknown command "toString". Usage:'],
    [['create'], 'The name of the new key is missing.'],
    [['create', 'tickets:read', 'tickets:write'], 'The name of the new key is missing.'],
    [['create', 'n'.repeat(101), 'tickets:read'], 'The name has 101 characters, but at most 100 are allowed.'],
    [['create', 'two\nlines', 'tickets:read'], 'The name two\\u{a}lines has control characters or line breaks.'],
    [['create', '\u001b[31mred', 'tickets:read'], 'The name \\u{1b}[31mred has control characters'],
    [['create', 'right\u202eto left', 'tickets:read'], 'The name right\\u{202e}to left has control characters'],
    [['create', 'name'], 'Key "name" has no scopes. Add one or more of: tickets:read, '],
    [['create', 'name', 'tickets:read', 'all'], 'Unknown scope "all". The scopes are: tickets:read, tickets:write, '],
    [['create', 'name', 'tickets:read', '--expires', 'soon'], '--expires "soon" is not a date. Write it like'],
    [['create', 'name', 'tickets:read', '--expires', '2020-01-01'], '--expires 2020-01-01 is in the past.'],
    [['create', 'name', 'tickets:read', '--for', 'ever'], "Unknown option '--for'"],
    [['list', 'all'], '"list" has no arguments, but got "all".'],
    [['list', '--expires', '2099-01-01'], '--expires is only valid with create.'],
    [['revoke'], 'The id of the key to revoke is missing. "pnpm keys list" shows the ids.'],
    [['revoke', '1', '2'], '"revoke" accepts one id, but got 2. No key was revoked'],
    [['revoke', '999'], 'Key 999 not found. "pnpm keys list" shows the keys.'],
    [['revoke', '1; drop table api_keys'], '"1; drop table api_keys" is not the id of a key'],
  ])('%j fails with one sentence', async (words, sentence) => {
    expect(await failureOf(keys(...words))).toMatchObject({ code: 1, stderr: expect.stringContaining(sentence) })
  })

  it('lists names with control characters, from earlier versions, in escaped form and one line per key', async () => {
    await createApiKey(service.db, 'a\r\nb\u001b]0;title\u0007\u2028c', ['tickets:read'], null)
    const { stdout } = await keys('list')
    expect(stdout).toContain(String.raw`  a\u{d}\u{a}b\u{1b}]0;title\u{7}\u{2028}c  tickets:read`)
    expect(stdout).not.toMatch(/[^\P{C}\n]/u)
  })

  it('reports that a key has been revoked already', async () => {
    const [, id] = /^Key (\d+)/.exec((await keys('create', 'twice', 'tickets:read')).stdout)!
    await keys('revoke', id!)
    const { stderr } = await failureOf(keys('revoke', id!))
    expect(stderr).toMatch(new RegExp(`^Key ${id} was already revoked at 20`))
  })

  it('names the database that it cannot reach, without the password', async () => {
    const failure = await failureOf(keysAt('postgres://kin:secret@127.0.0.1:1/support', 'list'))
    expect(failure.stderr).toMatch(
      /^The database of DATABASE_URL \(127\.0\.0\.1:1\/support\) cannot be reached: .*ECONNREFUSED.*\. Start it/,
    )
    expect(failure.stderr).not.toContain('secret')
  })
})
