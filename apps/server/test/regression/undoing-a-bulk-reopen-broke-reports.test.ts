// A bulk change reopened resolved tickets and was undone. The resolution then counted twice: the report of the volume had
// a negative backlog and got 500. The restored time was cut to seconds, so a requester could rate the resolution again.
import type { SupportClient } from '@kinconecta/support-client'
import { beforeAll, expect, it } from 'vitest'
import { runBulks } from '../support/bulk.ts'
import { codeOf, staffClient } from '../support/desk.ts'
import { aTicket, useService } from '../support/harness.ts'
import { clientOf } from '../support/people.ts'
import { tokenOf } from '../support/tokens.ts'

const service = useService({ isClosed: true })
let boss: SupportClient
let ana: SupportClient
beforeAll(async () => {
  boss = await staffClient(service, 'boss', 'ADMIN')
  ana = clientOf(service, await tokenOf('42', 'TOURIST'))
})

it('the resolution is the same one again, and counts once', async () => {
  service.clock.now = '2026-03-09T10:00:00.000Z'
  const { ticketId: id } = await ana.tickets.create(aTicket)
  service.clock.now = '2026-03-10T10:00:00.789Z'
  await boss.desk.tickets.transition({ id, transition: { name: 'resolve', resolutionCode: 'SOLVED' } })
  const { token } = await boss.desk.satisfaction.createToken({ id })
  service.clock.now = '2026-03-11T10:00:00.456Z'
  const { bulkId } = await boss.desk.bulk.create({ tickets: [{ id }], changes: { transition: { name: 'reopen' } } })
  await runBulks(service)
  expect(await boss.desk.tickets.get({ id })).toMatchObject({ status: 'OPEN' })
  service.clock.now = '2026-03-12T10:00:00.000Z'
  await boss.desk.bulk.undo({ id: bulkId })
  await runBulks(service)

  const { rows } = await boss.desk.reports.volume({ from: '2026-03-09', to: '2026-03-12' })
  expect(rows.map(({ created, resolved, reopened, backlog }) => [created, resolved, reopened, backlog])).toEqual([
    [1, 0, 0, 1],
    [0, 1, 0, 0],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ])
  await ana.satisfaction.rateByToken({ token, score: 4 })
  await ana.satisfaction.rate({ id, score: 5 })
  const { ratings } = await boss.desk.satisfaction.get({ id })
  expect(ratings.map(({ score }) => score)).toEqual([5])
})

it('a change that ended a merge is not undone by halves', async () => {
  const [source, target] = [await ana.tickets.create(aTicket), await ana.tickets.create(aTicket)]
  const id = source.ticketId
  await boss.desk.tickets.merge({ id, into: target.ticketId })
  const { bulkId } = await boss.desk.bulk.create({
    tickets: [{ id }],
    changes: { transition: { name: 'reopen_closed' } },
  })
  await runBulks(service)
  const undo = await boss.desk.bulk.undo({ id: bulkId })
  await runBulks(service)
  const { items } = await boss.desk.bulk.results({ id: undo.bulkId })
  expect(items).toMatchObject([{ outcome: 'failed', code: 'PRECONDITION_FAILED' }])
  expect(items[0]!.detail).toContain(`merge into support ticket ${target.ticketId}`)
  expect(await boss.desk.tickets.get({ id })).toMatchObject({ status: 'OPEN', mergedInto: null })
})

it('an undo that was cancelled can be made again', async () => {
  const { ticketId: id } = await ana.tickets.create(aTicket)
  const { bulkId } = await boss.desk.bulk.create({ tickets: [{ id }], changes: { priority: 'URGENT' } })
  await runBulks(service)
  const cancelled = await boss.desk.bulk.undo({ id: bulkId })
  await boss.desk.bulk.cancel({ id: cancelled.bulkId })
  expect(await boss.desk.bulk.get({ id: bulkId })).toMatchObject({ undoneBy: null })
  const undo = await boss.desk.bulk.undo({ id: bulkId })
  await runBulks(service)
  expect(await boss.desk.tickets.get({ id })).toMatchObject({ priority: 'NORMAL' })
  expect(await boss.desk.bulk.get({ id: bulkId })).toMatchObject({ undoneBy: undo.bulkId })
  expect(await codeOf(boss.desk.bulk.undo({ id: bulkId }))).toBe('BULK_CONFLICT')
})
