// Bulk changes whose processes are killed on their way, on two processes, and beside other changes: each ticket is
// changed exactly once.
// BULK=100000 for a long run, KILLS=20 for more kills.
import { setTimeout as sleep } from 'node:timers/promises'
import type { SupportError } from '@kinconecta/support-contracts'
import { sql } from 'kysely'
import { beforeAll, expect, it } from 'vitest'
import { numberEvents } from '../../src/events/sequencer.ts'
import { bulkJobOf } from '../support/bulk.ts'
import { insertAgents } from '../support/desk.ts'
import { aTicket, useService } from '../support/harness.ts'
import { type JobProcess, startJobProcessOn } from '../support/start-job-process.ts'

const TICKETS = Number(process.env['BULK'] ?? 2_000)
const KILLS = Number(process.env['KILLS'] ?? 2)

const service = useService()

beforeAll(async () => {
  for (let missing = TICKETS; missing > 0; missing -= 10_000) {
    await sql`insert into support_tickets (full_name, email, subject, message, created_at, updated_at)
      select 'Ana', 'ana@example.com', 'Cambio', 'Hola', now(), now()
      from generate_series(1, ${Math.min(missing, 10_000)})`.execute(service.db)
  }
  if (TICKETS > 10_000) return
  // Each batch waits before its end, so that the kills come in the middle of one, with changes that are not committed.
  await sql`create function wait() returns trigger language plpgsql as 'begin perform pg_sleep(0.05); return null; end';
    create trigger wait after insert on bulk_results execute function wait()`.execute(service.db)
})

it(
  `over ${TICKETS} tickets changes each exactly once, although its processes are killed ${KILLS} times`,
  { timeout: 60_000 + TICKETS * 10 },
  async () => {
    const { bulk } = service.client.desk
    const createdMs = performance.now()
    const created = await bulk.create({
      filter: { status: ['OPEN'] },
      changes: { priority: 'HIGH', tags: { add: ['all'] } },
    })
    console.log(`${created.total} tickets were selected in ${(performance.now() - createdMs).toFixed(0)} ms`)
    expect(created.total).toBe(TICKETS)
    const ref = { id: created.bulkId }
    const startedMs = performance.now()
    const processes: JobProcess[] = [await startJobProcessOn(service), await startJobProcessOn(service)]
    for (let kill = 1; kill <= KILLS; kill++) {
      const enough = (kill * TICKETS) / (KILLS + 4)
      while ((await bulk.get(ref)).done < enough) await sleep(2)
      await Promise.all(processes.splice(0).map((each) => each.end('SIGKILL')))
      const killed = await bulk.get(ref)
      expect([killed.status, killed.done < TICKETS]).toEqual(['running', true])
      processes.push(await startJobProcessOn(service), await startJobProcessOn(service))
    }
    await expect.poll(async () => (await bulk.get(ref)).status, { timeout: 60_000 + TICKETS * 10 }).toBe('done')
    console.log(`They were changed in ${((performance.now() - startedMs) / 1_000).toFixed(1)} s, with ${KILLS} kills`)
    expect(await Promise.all(processes.map((each) => each.end('SIGTERM')))).toEqual([0, 0])
    expect(await bulk.get(ref)).toMatchObject({ done: TICKETS, failed: 0 })
    await numberEvents(service.db)
    const { rows } = await sql`select priority, desk_version as version, cardinality(tag_ids) as tags,
        (select string_agg(type, ' ' order by type) from events where events.ticket_id = t.ticket_id) as events,
        (select string_agg(outcome, ' ') from bulk_results where bulk_results.ticket_id = t.ticket_id) as outcomes,
        count(*) as tickets
      from support_tickets as t group by 1, 2, 3, 4, 5`.execute(service.db)
    const events = 'ticket.priority_changed ticket.tags_changed'
    expect(rows).toEqual([{ priority: 'HIGH', version: 2, tags: 1, events, outcomes: 'changed', tickets: TICKETS }])
  },
)

it('changes the same tickets beside other changes, and its job twice at the same time, and loses nothing', async () => {
  const { desk, tickets } = service.client
  const created = await Promise.all(Array.from({ length: 60 }, () => tickets.create(aTicket)))
  const ids = created.map(({ ticketId }) => ticketId)
  await insertAgents(service.db, 'ana', 'ben')
  const memberIds = ['ana', 'ben']
  const { teamId } = await desk.teams.create({ name: 'Both', assignment: 'round_robin', memberIds })
  const starts = ['one', 'two'].map((tag) =>
    desk.bulk.create({ tickets: ids.map((id) => ({ id })), changes: { tags: { add: [tag] }, assign: { teamId } } }),
  )
  const bulks = await Promise.all(starts)
  const job = bulkJobOf(service)
  const run = { signal: new AbortController().signal, progress: null, saveProgress: async () => {} }
  const runs = [...bulks, bulks[0]!].map(({ bulkId }) => repeated(() => job.run({ bulkId }, run)))
  const singles = ids.toReversed().map((id) => desk.tickets.update({ id, priority: 'HIGH' }))
  const transition = { name: 'close_as_duplicate', duplicateOf: ids[0]! } as const
  const closed = ids.slice(1, 20).map((id) => desk.tickets.transition({ id, transition }))
  await Promise.all([...runs, ...singles, ...closed])
  for (const { bulkId } of bulks)
    expect(await desk.bulk.get({ id: bulkId })).toMatchObject({ status: 'done', done: 60, failed: 0 })
  await numberEvents(service.db)
  for (const id of ids) {
    const { tags, priority, teamId: team } = await desk.tickets.get({ id })
    expect([new Set(tags), priority, team]).toEqual([new Set(['one', 'two']), 'HIGH', teamId])
    const { items } = await desk.tickets.timeline({ id })
    expect(items.filter(({ type }) => type === 'ticket.tags_changed')).toHaveLength(2)
  }
})

/** Runs a job again if it has waited too long for a lock, as the server does. */
async function repeated(run: () => Promise<void>): Promise<void> {
  for (let isDone = false; !isDone;) {
    isDone = await run().then(
      () => true,
      (error: unknown) => {
        if ((error as SupportError).code !== 'DATABASE_BUSY') throw error
        return false
      },
    )
  }
}
