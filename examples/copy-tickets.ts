// Copies every ticket into an SQLite file, page by page. Stopped anywhere, it goes on where it was: a page and the
// cursor after it are written together. Needs a running service: `npx pnpm start`.
import { DatabaseSync } from 'node:sqlite'
import { createSupportClient } from '@kinconecta/support-client'

const support = createSupportClient({ url: process.env['SUPPORT_URL'] ?? 'http://127.0.0.1:8080' })
const copy = new DatabaseSync(process.env['COPY'] ?? 'tickets.sqlite')
copy.exec(`
  create table if not exists tickets (id integer primary key, ticket text not null);
  create table if not exists progress (id integer primary key, cursor text not null);`)
const put = copy.prepare('insert or replace into tickets values (?, ?)')
const keep = copy.prepare('insert or replace into progress values (1, ?)')
const kept = copy.prepare('select cursor from progress')

for (let isMore = true; isMore;) {
  const { cursor } = (kept.get() ?? {}) as { cursor?: string }
  const page = await support.tickets.list({ limit: 100, ...(cursor && { cursor }) })
  copy.exec('begin')
  for (const ticket of page.items) put.run(ticket.ticketId, JSON.stringify(ticket))
  // The last page gives no cursor: it is read again next time, with what has been added to it.
  if (page.nextCursor) keep.run(page.nextCursor)
  copy.exec('commit')
  isMore = page.hasNextPage()
}
const { count } = copy.prepare('select count(*) as count from tickets').get() as { count: number }
console.log(`The copy has ${count} tickets.`)
