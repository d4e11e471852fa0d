// The report of volume counted a ticket as reopened when it was merged, not when the merge was undone.
import { expect, it } from 'vitest'
import { aTicket, useService } from '../support/harness.ts'

const service = useService()

it('a ticket whose merge is undone is reopened then', async () => {
  const { tickets, desk } = service.client
  const { ticketId: id } = await tickets.create({ ...aTicket, userId: 42 })
  const { ticketId: into } = await tickets.create({ ...aTicket, userId: 42 })
  await desk.tickets.merge({ id, into })
  service.clock.now = '2026-03-12T06:30:00.000Z'
  await desk.tickets.unmerge({ id })
  const { rows } = await desk.reports.volume({ from: '2026-03-11', to: '2026-03-12' })
  expect(rows.map(({ resolved, reopened, backlog }) => [resolved, reopened, backlog])).toEqual([
    [1, 0, 1],
    [0, 1, 2],
  ])
})
