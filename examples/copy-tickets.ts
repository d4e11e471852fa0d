// Copies tickets into an SQLite file: all tickets on the first run, only changes on later runs. An interrupted run is
// resumed, because each page is stored in one transaction with its cursor. Needs a running service: `npx pnpm start`.
import { DatabaseSync } from 'node:sqlite'
import { createSupportClient } from '@kinconecta/support-client'

const support = createSupportClient({ url: process.env['SUPPORT_URL'] ?? 'http://127.0.0.1:8080' })
const copy = new DatabaseSync(process.env['COPY'] ?? 'tickets.sqlite')
copy.exec(`
  create table if not exists tickets (id integer primary key, ticket text not null);
  create table if not exists pass (id integer primary key, since text, began text not null, cursor text)`)
const storeTicket = copy.prepare('insert or replace into tickets values (?, ?)')
const storePass = copy.prepare('insert or replace into pass values (1, ?, ?, ?)')
const lastPass = copy.prepare('select since, began, cursor from pass')

type Pass = { since: string | null; began: string; cursor: string | null }
const last = lastPass.get() as Pass | undefined
// After a complete pass, the next one reads changes since its start. An interrupted pass is resumed at its cursor.
const began = last?.cursor ? last.began : new Date().toISOString()
const since = last?.cursor ? last.since : (last?.began ?? null)
let cursor = last?.cursor ?? null
do {
  const { items, nextCursor } = await support.tickets.list({
    limit: 100,
    ...(since && { updatedSince: since }),
    ...(cursor && { cursor }),
  })
  copy.exec('begin')
  for (const ticket of items) storeTicket.run(ticket.ticketId, JSON.stringify(ticket))
  storePass.run(since, began, nextCursor)
  copy.exec('commit')
  cursor = nextCursor
} while (cursor)
console.log(`The copy has ${String(copy.prepare('select count(*) as n from tickets').get()?.['n'])} tickets.`)
