// The rows of a page were limited, but not its bytes: with the longest messages a page had 260 MB, and a few readers of
// the whole list ended the process.
import { sql } from 'kysely'
import { beforeAll, expect, it } from 'vitest'
import { openDatabase } from '../../src/platform/database/connection.ts'
import { useService } from '../support/harness.ts'

const service = useService()
const TICKETS = 60
const MIB = 1024 * 1024

beforeAll(async () => {
  const db = openDatabase(service.databaseUrl, { maxConnections: 1, hasTimeouts: false })
  await sql`insert into support_tickets (full_name, email, subject, message, created_at, updated_at)
    select 'n', 'e', 's', repeat('😀', 65000), now(), now() from generate_series(1, ${sql.lit(TICKETS)})`.execute(db)
  await db.destroy()
})

it('a page of large tickets ends early, and Link leads to the rest', async () => {
  const ids: number[] = []
  let next: string | undefined = '/api/support_tickets?limit=1000'
  while (next) {
    const page = await service.send('GET', next)
    expect(Buffer.byteLength(page.text)).toBeLessThan(5 * MIB)
    ids.push(...page.json.map((ticket: { ticketId: number }) => ticket.ticketId))
    next = /^<https:\/\/support\.test([^>]+)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1]
  }
  expect(ids).toEqual(Array.from({ length: TICKETS }, (_, index) => index + 1))
})

it('the whole list is complete', async () => {
  const { json } = await service.send('GET', '/api/support_tickets')
  expect(json.map((ticket: { ticketId: number }) => ticket.ticketId)).toEqual(
    Array.from({ length: TICKETS }, (_, index) => index + 1),
  )
})
