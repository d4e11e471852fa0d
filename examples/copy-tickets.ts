// Copies tickets into an SQLite file: all the first time, then what has changed. Stopped anywhere, it goes on where it
// was, since a page is written together with the cursor after it. Needs a running service: `npx pnpm start`.
import { DatabaseSync } from 'node:sqlite'
import { createSupportClient } from '@kinconecta/support-client'

const support = createSupportClient({ url: process.env['SUPPORT_URL'] ?? 'http://127.0.0.1:8080' })
const copy = new DatabaseSync(process.env['COPY'] ?? 'tickets.sqlite')
copy.exec(`
  create table if not exists tickets (id integer primary key, ticket text not null);
  create table if not exists pass (id integer primary key, since text, began text not null, cursor text)`)
const put = copy.prepare('insert or replace into tickets values (?, ?)')
const note = copy.prepare('insert or replace into pass values (1, ?, ?, ?)')
const noted = copy.prepare('select since, began, cursor from pass')

type Pass = { since: string | null; began: string; cursor: string | null }
const last = noted.get() as Pass | undefined
// A pass that ended asks, next time, for what has changed since it began; one that was stopped goes on.
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
  for (const ticket of items) put.run(ticket.ticketId, JSON.stringify(ticket))
  note.run(since, began, nextCursor)
  copy.exec('commit')
  cursor = nextCursor
} while (cursor)
console.log(`The copy has ${String(copy.prepare('select count(*) as n from tickets').get()?.['n'])} tickets.`)
