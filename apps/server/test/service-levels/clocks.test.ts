import { expect, it } from 'vitest'
import { followChanges } from '../../src/service-levels/follow-changes.ts'
import { aTicket, useService } from '../support/harness.ts'
const service = useService()
it('tries', async () => {
  const { calendarId } = await service.client.desk.calendars.create({
    name: 'a',
    timeZone: 'UTC',
    hours: [{ day: 'monday', from: '00:00', to: '24:00' }],
  })
  await service.client.desk.policies.create({
    name: 'p',
    calendarId,
    targets: { firstResponseMinutes: 60, nextResponseMinutes: 60, resolutionMinutes: 60 },
  })
  await service.db.transaction().execute(async (t) => {
    await t
      .insertInto('support_tickets')
      .values({
        full_name: 'a',
        email: 'b',
        subject: 'c',
        message: 'd',
        created_at: '2026-03-11T10:30:00Z',
        updated_at: '2026-03-11T10:30:00Z',
      } as never)
      .execute()
    console.log(
      await followChanges(
        t,
        [{ type: 'ticket.created', ticketId: 1, version: 1, requesterId: null, data: {} as never }],
        '2026-03-11T10:30:00.000Z',
      ),
    )
  })
  const t = await service.client.tickets.create(aTicket)
  console.log(await service.client.desk.tickets.get({ id: t.ticketId }))
  expect(1).toBe(1)
})
