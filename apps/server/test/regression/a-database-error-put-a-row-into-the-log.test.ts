// Errors of Postgres contain the row (`Key (email)=(ana@example.com) already exists`, `Failing row contains (...)`).
// The log contained all fields of an error except those that were known to be personal.
import { createSupportClient } from '@kinconecta/support-client'
import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { loggedError } from '../../src/http/plugins/error-log.ts'
import { overRest, overRpc } from '../support/both-transports.ts'
import { aTicket, useService } from '../support/harness.ts'

const lines: string[] = []
const service = useService({ logger: { level: 'trace', stream: { write: (line: string) => lines.push(line) } } })

const PERSONAL = /Torres|ana@|Cambio|cambiarlo|Failing row|already exists/
const errors = () => lines.map((line) => JSON.parse(line)).filter(({ level }) => level >= 50)

const RAISE = `create or replace function name_the_row() returns trigger language plpgsql as $$ begin
  raise exception E'no % %\\n    at % (/home/%:1:1)', new.full_name, new.email, new.full_name, new.email
    using detail = new.message, hint = new.email, constraint = new.full_name, table = 'Ana Torres'; end $$`

const CASES = [
  ['a unique index', 'create unique index one_email on support_tickets (email)', '23505', 'one_email'],
  [
    'a check',
    `alter table support_tickets add constraint no_ana check (full_name <> 'Ana Torres') not valid`,
    '23514',
    'no_ana',
  ],
  [
    'a trigger',
    `${RAISE}; create trigger name_the_row before insert on support_tickets
    for each row execute function name_the_row()`,
    'P0001',
    undefined,
  ],
] as const

describe.each(CASES)('an error of %s', (_name, ddl, code, constraint) => {
  beforeEach(async () => {
    await sql`truncate support_tickets cascade; drop index if exists one_email;
      alter table support_tickets drop constraint if exists no_ana;
      drop trigger if exists name_the_row on support_tickets`.execute(service.db)
    await sql.raw(ddl).execute(service.db)
    lines.length = 0
  })

  it.each([
    ['REST', () => overRest(service, 'tickets.create', aTicket)],
    ['RPC', () => overRpc(service, 'tickets.create', aTicket)],
  ])('over %s', async (_transport, create) => {
    await create()
    expect((await create()).status).toBe(500)
    const [{ err }] = errors()
    expect(err).toMatchObject({ type: 'DatabaseError', code, stack: expect.stringMatching(/^ {4}at .+:\d+:\d+/) })
    expect(err.constraint).toBe(constraint)
    expect(lines.join('')).not.toMatch(PERSONAL)
  })

  it('in a batch that shares a transaction', async () => {
    const client = createSupportClient({ url: service.url })
    await Promise.allSettled([client.tickets.create(aTicket), client.tickets.create(aTicket)])
    expect(errors().length).toBeGreaterThan(0)
    expect(lines.join('')).not.toMatch(PERSONAL)
  })
})

describe('a logged error', () => {
  const row = 'Ana Torres <ana@example.com>'

  it('contains no text of its message, its causes and its other fields', () => {
    const cause = Object.assign(new SyntaxError(`${row} is not valid JSON`), { input: row, code: row, name: row })
    const error = new Error(`${row}\n    at Ana (/home/ana@example.com:1:1)`, { cause: new Error(row, { cause }) })
    const all = Object.assign(new AggregateError([error, row], row), { detail: row, where: row, parameters: [row] })
    const logged = loggedError(all)
    expect(JSON.stringify(logged)).not.toMatch(/ana/i)
    expect(logged).toMatchObject({
      type: 'AggregateError',
      errors: [{ cause: { cause: { type: 'SyntaxError' } } }, {}],
    })
  })

  it.each([row, null, undefined, 7, { name: row }])('contains nothing of %o, which is not an error', (thrown) => {
    expect(JSON.stringify(loggedError(thrown))).not.toMatch(/ana|7/i)
  })

  it('has a bounded length if its causes are circular', () => {
    const error = new Error('a')
    error.cause = error
    expect(JSON.stringify(loggedError(error)).length).toBeLessThan(20_000)
  })
})
