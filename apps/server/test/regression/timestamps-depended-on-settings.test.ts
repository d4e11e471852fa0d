// The time zone of sessions was a startup parameter, which DATABASE_URL could override: timestamps were then read in
// another time zone.
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/platform/database/connection.ts'
import { wireTimestamp } from '../../src/platform/database/wire-timestamp.ts'
import { aTicket, useService } from '../support/harness.ts'
import { isWithoutPgbouncer, startPgbouncer } from '../support/pgbouncer.ts'
import { startProcess } from '../support/real-process.ts'

const service = useService()
const HOSTILE = '-c TimeZone=Asia/Tokyo -c DateStyle=German -c statement_timeout=0 -c jit=on'

describe('settings of DATABASE_URL and the database affect neither timestamps nor time limits', () => {
  const outcomesAt = async (url: string) => {
    const name = new URL(service.databaseUrl.replace('@/', '@x/')).pathname.slice(1)
    for (const setting of ["TimeZone to 'Asia/Kolkata'", "DateStyle to 'SQL, DMY'", "statement_timeout to '1h'"]) {
      await sql.raw(`alter database ${name} set ${setting}`).execute(service.db)
    }
    const { json: created } = await service.send('POST', '/api/support_tickets', aTicket)
    const server = await startProcess({ DATABASE_URL: url, LOG_LEVEL: 'warn' })
    const read: unknown = await (await fetch(`${server.url}/api/support_tickets/${created.ticketId}`)).json()
    await server.end('SIGTERM')
    const db = openDatabase(url, { maxConnections: 1, statementTimeoutMs: 300 })
    const slow = await sql`select pg_sleep(3)`.execute(db).catch((error: unknown) => error)
    await db.destroy()
    return { created: created as unknown, read, slow }
  }

  it('directly', async () => {
    const { created, read, slow } = await outcomesAt(`${service.databaseUrl}&options=${encodeURIComponent(HOSTILE)}`)
    expect(read).toEqual(created)
    expect(slow).toMatchObject({ code: 'DATABASE_TIMEOUT' })
  })

  it.skipIf(isWithoutPgbouncer)('behind PgBouncer', async () => {
    const pooler = await startPgbouncer(service.databaseUrl)
    const { created, read, slow } = await outcomesAt(pooler.url)
    await pooler.close()
    expect(read).toEqual(created)
    expect(slow).toMatchObject({ code: 'DATABASE_TIMEOUT' })
  })
})

describe('a timestamp from Postgres', () => {
  it.each([
    ['2026-03-11 10:30:00+00', '2026-03-11T10:30:00'],
    ['2026-03-11 10:30:00.999999+00', '2026-03-11T10:30:00'],
    ['2026-03-11 10:30:00.5-06', '2026-03-11T16:30:00'],
    ['2026-03-11 00:30:00+05:30', '2026-03-10T19:00:00'],
    ['2025-12-31 23:59:59.999999-00:00:01', '2026-01-01T00:00:00'],
  ])('%s is converted to %s', (text, expected) => expect(wireTimestamp(text)).toBe(expected))

  it.each([
    '11.03.2026 10:30:00 UTC',
    '03/11/2026 10:30:00 UTC',
    'Wed Mar 11 10:30:00 2026 UTC',
    'infinity',
    '2026-03-11 10:30:00',
  ])('%s is rejected', (text) => expect(() => wireTimestamp(text)).toThrow('not in ISO form'))
})
