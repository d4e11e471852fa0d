import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Transport, transports, outcomeOf } from '../support/both-transports.ts'
import type { Answer } from '../support/harness.ts'
import { useService } from '../support/harness.ts'
import { bearer, tokenOf } from '../support/tokens.ts'

const service = useService({ isClosed: true })
const [OWNER, OTHER] = [42, 43]

let member: Record<string, string>
let admin: Record<string, string>
beforeAll(async () => {
  member = bearer(await tokenOf(String(OWNER), 'TOURIST'))
  admin = bearer(await tokenOf('1', 'ADMIN'))
  // Tickets 1, 4, 7 … belong to the owner, 2, 5, 8 … to the other user, 3, 6, 9 … to guests. Each has one attachment.
  await sql`insert into support_tickets (user_id, full_name, email, subject, message, created_at, updated_at)
    select (array[${OWNER}::int, ${OTHER}::int, null])[1 + n % 3], 'nombre', 'Same@example.com', 'farol', 'm',
      '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'
    from generate_series(0, 29) n`.execute(service.db)
  await sql`insert into support_ticket_attachments (ticket_id, file_url, file_name, mime_type, uploaded_at)
    select ticket_id, 'u', 'n', 'image/png', '2026-01-01T00:00:00Z' from support_tickets order by 1`.execute(service.db)
})

const totalOf = ({ json, headers }: Answer): number => json.result?.data.total ?? Number(headers.get('x-total-count'))

const ticketQueries = [
  {},
  { status: ['OPEN'] },
  { category: ['GENERAL'], sort: '-updatedAt' },
  { userId: OWNER },
  { email: 'same@example.com' },
  { createdFrom: '2026-01-01T00:00:00', createdTo: '2026-01-01T00:00:00' },
  { createdFrom: '2026-01-01T00:00:00', status: ['OPEN'], sort: 'updatedAt' },
  { updatedSince: '2020-01-01T00:00:00' },
  { updatedSince: '2020-01-01T00:00:00', sort: 'updatedAt' },
  { ticketIdFrom: 1, ticketIdTo: 9_000_000 },
  { sort: '-createdAt' },
  { q: 'farol' },
  { q: 'nomb', email: 'same@example.com' },
  { q: '-nothing', sort: 'relevance' },
  { q: 'farol', status: ['OPEN'], createdFrom: '2026-01-01T00:00:00' },
]

const attachmentQueries = [
  {},
  { ticketId: [1, 2, 3, 4] },
  { mimeType: 'image/png' },
  { uploadedFrom: '2026-01-01T00:00:00', uploadedTo: '2026-01-01T00:00:00' },
]

describe.each(transports)('over %s', (_, transport: Transport) => {
  it.each(ticketQueries)(
    'a member finds and counts only its own tickets, and a guest gets 401, with %o',
    async (query) => {
      const answer = await transport(service, 'tickets.list', { ...query, limit: 1000, count: true }, member)
      const users = (outcomeOf(answer).output as { userId: number }[]).map(({ userId }) => userId)
      expect([users, totalOf(answer)]).toEqual([Array.from({ length: 10 }, () => OWNER), 10])
      expect(outcomeOf(await transport(service, 'tickets.list', query)).code).toBe('UNAUTHENTICATED')
    },
  )

  it.each([{ userId: OTHER }, { q: 'farol', userId: OTHER }, { ticketIdFrom: 2, ticketIdTo: 3 }])(
    "a member does not find another user's tickets with %o",
    async (query) => {
      const answer = await transport(service, 'tickets.list', { ...query, count: true }, member)
      expect([outcomeOf(answer).output, totalOf(answer)]).toEqual([[], 0])
      expect(totalOf(await transport(service, 'tickets.list', { ...query, count: true }, admin))).toBeGreaterThan(0)
    },
  )

  it.each(attachmentQueries)(
    'a member finds and counts only the attachments of its own tickets with %o',
    async (query) => {
      const answer = await transport(service, 'attachments.list', { ...query, count: true }, member)
      const tickets = (outcomeOf(answer).output as { ticketId: number }[]).map(({ ticketId }) => ticketId)
      expect(tickets.filter((ticketId) => ticketId % 3 !== 1)).toEqual([])
      expect([tickets.length, totalOf(answer)]).toEqual('ticketId' in query ? [2, 2] : [10, 10])
      expect(outcomeOf(await transport(service, 'attachments.list', query)).code).toBe('UNAUTHENTICATED')
    },
  )

  it("a member with a cursor of an admin gets only the member's tickets", async () => {
    const input = { limit: 1, sort: 'createdAt' }
    const { json, headers } = await transport(service, 'tickets.list', input, admin)
    const cursor = json.result?.data.nextCursor ?? /cursor=([\w-]+)/.exec(headers.get('link')!)![1]
    const answer = await transport(service, 'tickets.list', { ...input, limit: 1000, cursor }, member)
    const users = new Set((outcomeOf(answer).output as { userId: number }[]).map(({ userId }) => userId))
    expect(users).toEqual(new Set([OWNER]))
  })
})
