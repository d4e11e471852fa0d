import { RoleContext, TicketCategory, TicketStatus } from '@kinconecta/support-contracts'
import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { overRest, overRpc } from '../support/both-transports.ts'
import { aTicket, useService } from '../support/harness.ts'

const service = useService()

/** Text of any characters without NUL, at most `max` code points. */
const text = (max: number) =>
  fc
    .string({
      unit: fc.oneof(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      ),
      minLength: 1,
      maxLength: max,
    })
    .map((value) => Array.from(value.replaceAll('\0', ' ')).slice(0, max).join(''))

const ticket = fc.record(
  {
    fullName: text(150),
    email: text(190),
    subject: text(180),
    message: text(2000),
    userId: fc.option(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })),
    roleContext: fc.constantFrom(...RoleContext.options),
    category: fc.constantFrom(...TicketCategory.options),
    status: fc.constantFrom(...TicketStatus.options),
  },
  { requiredKeys: ['fullName', 'email', 'subject', 'message'] },
)

it('a created ticket is returned byte for byte, over both transports', async () => {
  await fc.assert(
    fc.asyncProperty(ticket, fc.boolean(), async (input, isRest) => {
      const create = isRest ? overRest : overRpc
      const created = await create(service, 'tickets.create', input)
      const sent = created.json.result?.data ?? created.json
      expect(sent).toMatchObject(input)
      const ref = { id: sent.ticketId }
      expect((await overRest(service, 'tickets.get', ref)).json).toEqual(sent)
      expect((await overRpc(service, 'tickets.get', ref)).json.result.data).toEqual(sent)
    }),
    { numRuns: 150 },
  )
})

it('any JSON gets 201 or 400, and a 400 leaves no row', async () => {
  const fields = fc.dictionary(
    fc.constantFrom(...Object.keys(aTicket), 'userId', 'status', 'createdAt', 'other'),
    fc.jsonValue(),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fields,
        fields.map((some) => Object.assign({}, aTicket, some)),
        fc.jsonValue(),
      ),
      async (body) => {
        const count = async () =>
          (await sql<{ n: number }>`select count(*) as n from support_tickets`.execute(service.db)).rows[0]!.n
        const before = await count()
        const { status, json } = await service.send('POST', '/api/support_tickets', JSON.stringify(body))
        expect([201, 400]).toContain(status)
        expect(json).toHaveProperty(status === 201 ? 'ticketId' : 'requestId')
        expect(await count()).toBe(before + (status === 201 ? 1 : 0))
      },
    ),
    { numRuns: 150 },
  )
})
