// After "alter column … type" in a migration of the next version, each read of a running server got 500 (cached plan
// must not change result type) for as long as there was traffic.
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { openDatabase } from '../../src/platform/database/connection.ts'
import { anAttachment, aTicket, useService } from '../support/harness.ts'

const service = useService()

/** Changes that migrations of later versions may make while this version runs. */
const CHANGES = [
  'alter table support_tickets add column later text',
  'alter table support_ticket_attachments alter column file_name type text',
  'create index later_idx on support_tickets (later)',
  'alter table support_ticket_attachments alter column mime_type type varchar(300)',
  'alter table support_ticket_attachments add column later bigint not null default 1',
  "alter table idempotency_keys add column later text not null default ''",
  'alter table idempotency_keys alter column caller type varchar(500)',
  'alter table idempotency_keys alter column outcome type jsonb',
  'drop index later_idx',
  'alter table support_ticket_attachments alter column file_url type text',
  'alter table support_tickets drop column later',
]

it('there is no 5xx during schema changes', async () => {
  const over = new AbortController()
  const statuses = new Map<string, number>()
  const record = async (answer: Promise<{ status: number; json: { code?: string; ticketId?: number } }>) => {
    const { status, json } = await answer
    const key = `${status} ${json?.code ?? ''}`.trim()
    statuses.set(key, (statuses.get(key) ?? 0) + 1)
    return json
  }
  const work = async () => {
    while (!over.signal.aborted) {
      const headers = { 'idempotency-key': crypto.randomUUID() }
      const { ticketId } = await record(service.send('POST', '/api/support_tickets', aTicket, headers))
      await record(service.send('GET', `/api/support_tickets/${ticketId}`))
      await record(service.send('PUT', `/api/support_tickets/${ticketId}`, { ...aTicket, subject: 'Otro' }, headers))
      await record(service.send('GET', '/api/support_tickets?limit=10&q=cambio'))
      const { attachmentId } = (await record(
        service.send('POST', '/api/support_ticket_attachments', { ...anAttachment, ticketId }),
      )) as { attachmentId?: number }
      await record(service.send('GET', `/api/support_ticket_attachments/${attachmentId}`))
      await record(service.send('DELETE', `/api/support_ticket_attachments/${attachmentId}`))
    }
  }
  const working = Promise.all(Array.from({ length: 6 }, work))
  const admin = openDatabase(service.databaseUrl, { maxConnections: 1, hasTimeouts: false })
  try {
    for (const change of CHANGES) {
      await sleep(300)
      await sql.raw(change).execute(admin)
    }
    await sleep(300)
  } finally {
    over.abort()
    await working
  }
  await admin.destroy()
  expect([...statuses.keys()].toSorted()).toEqual(['200', '201', '204'])
})

it('a stale statement is repeated, alone by the pool and in a transaction by its owner', async () => {
  const db = openDatabase(service.databaseUrl, { maxConnections: 2 })
  const read = () => sql`select * from api_keys where name = ${'nobody'}`.execute(db)
  await Promise.all([read(), read()])
  await sql.raw('alter table api_keys alter column name type varchar(130)').execute(db)
  await Promise.all([read(), read(), read(), read()])

  const started = await db.startTransaction().execute()
  await sql`select * from api_keys where name = ${'nobody'}`.execute(started)
  await started.commit().execute()
  await sql.raw('alter table api_keys alter column name type varchar(140)').execute(db)
  const transaction = db
    .transaction()
    .execute((inside) => sql`select * from api_keys where name = ${'nobody'}`.execute(inside))
  await expect(transaction).rejects.toMatchObject({ code: '0A000' }) // the owner of the transaction repeats it
  await db.transaction().execute((inside) => sql`select * from api_keys where name = ${'nobody'}`.execute(inside))
  await db.destroy()
})
