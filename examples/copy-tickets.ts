// Copies tickets into an SQLite file: all tickets on the first run, only changes on later runs; tickets that were
// deleted are removed. An interrupted run is resumed, because each page is stored in one transaction with the cursor or
// position after it. Needs a running service: `npx pnpm start`.
import { DatabaseSync } from 'node:sqlite'
import { createSupportClient, isSupportApiError } from '@kinconecta/support-client'

const support = createSupportClient({ url: process.env['SUPPORT_URL'] ?? 'http://127.0.0.1:8080' })
const copy = new DatabaseSync(process.env['COPY'] ?? 'tickets.sqlite')
copy.exec(`
  create table if not exists tickets (id integer primary key, ticket text not null);
  create table if not exists pass (id integer primary key, since text, began text not null, cursor text);
  create table if not exists log (id integer primary key, position integer not null)`)
const put = copy.prepare('insert or replace into tickets values (?, ?)')
const note = copy.prepare('insert or replace into pass values (1, ?, ?, ?)')
const noted = copy.prepare('select since, began, cursor from pass')
const remove = copy.prepare('delete from tickets where id = ?')
const notePosition = copy.prepare('insert or replace into log values (1, ?)')

type Pass = { since: string | null; began: string; cursor: string | null }

await copyChanges()
try {
  await removeDeleted()
} catch (error) {
  if (!isSupportApiError(error, 'EVENTS_TRIMMED') && !isSupportApiError(error, 'INVALID_INPUT')) throw error
  // The last run was so long ago that deletions may be missing; or the log ends before the position, because an older
  // database was restored. The next run copies everything again.
  copy.exec('delete from tickets; delete from pass; delete from log')
  console.log('The copy does not fit the log and was emptied. Run again.')
}
console.log(`The copy has ${String(copy.prepare('select count(*) as n from tickets').get()?.['n'])} tickets.`)

async function copyChanges(): Promise<void> {
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
}

/** Reads the log from where the last run ended; the first run, from its beginning. */
async function removeDeleted(): Promise<void> {
  const position = copy.prepare('select position from log').get()?.['position'] as number | undefined
  let cursor: string | null = null
  do {
    const after = position === undefined ? {} : { after: position }
    const { items, nextCursor } = await support.events.list({ limit: 1000, ...after, ...(cursor && { cursor }) })
    copy.exec('begin')
    for (const event of items) if (event.type === 'ticket.deleted') remove.run(event.ticketId)
    const last = items.at(-1)
    if (last) notePosition.run(last.position)
    copy.exec('commit')
    cursor = nextCursor
  } while (cursor)
}
