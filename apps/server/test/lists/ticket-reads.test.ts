import { expect, it } from 'vitest'
import { ticketReads } from '../../src/tickets/ticket-reads.ts'
import { aTicket, useService } from '../support/harness.ts'

const service = useService()

it('concurrent reads find tickets in their own scope only', async () => {
  const ofUser = async (userId: number | null) =>
    (await service.client.tickets.create({ ...aTicket, userId, message: 'x'.repeat(60_000) })).ticketId
  const [seven, eight, guest] = [await ofUser(7), await ofUser(8), await ofUser(null)]
  const { findTicket } = ticketReads(service.db)
  const all = { kind: 'all' } as const
  const own = (userId: number | null) => ({ kind: 'own', userId }) as const
  const found = await Promise.all([
    findTicket(seven, all),
    findTicket(seven, own(7)),
    findTicket(seven, own(8)),
    findTicket(eight, own(8)),
    findTicket(eight, own(7)),
    findTicket(guest, own(7)),
    findTicket(guest, own(null)),
    findTicket(guest, all),
    findTicket(999_999, own(7)),
  ])
  const ids = [seven, seven, undefined, eight, undefined, undefined, undefined, guest, undefined]
  expect(found.map((ticket) => ticket?.ticketId)).toEqual(ids)
})
