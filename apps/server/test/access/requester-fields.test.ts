import { ACCESS, type OperationPath, type Reach, type Scope, SCOPES } from '@kinconecta/support-contracts'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { createApiKey } from '../../src/platform/identity/api-keys.ts'
import { type Transport, transports, outcomeOf } from '../support/both-transports.ts'
import { anAttachment, aTicket, useService } from '../support/harness.ts'
import { bearer, tokenOf } from '../support/tokens.ts'

const service = useService({ isClosed: true })
const OWNER = 42
const OTHER = 43

const callers = ['guest', 'member', 'agent', 'admin', 'service with scope', 'service without scope'] as const
type Caller = (typeof callers)[number]
type State = 'own' | 'of another' | 'deleted' | 'nonexistent'

let tokens: Record<string, string | undefined>
beforeAll(async () => {
  const keyFor = async (scopes: Scope[]) => (await createApiKey(service.db, 'test', scopes, null)).key
  tokens = {
    member: await tokenOf(String(OWNER), 'TOURIST'),
    agent: await tokenOf('agent-7', 'AGENT'),
    admin: await tokenOf('1', 'ADMIN'),
  }
  for (const scope of SCOPES) {
    tokens[`service with scope ${scope}`] = await keyFor([scope])
    tokens[`service without scope ${scope}`] = await keyFor(SCOPES.filter((other) => other !== scope))
  }
})

const headersOf = (caller: Caller, path: OperationPath) =>
  bearer(tokens[caller.startsWith('service') ? `${caller} ${ACCESS[path].service}` : caller])

const reachOf = (caller: Caller, path: OperationPath): Reach => {
  if (caller === 'service with scope') return 'all'
  return caller === 'service without scope' ? 'none' : ACCESS[path][caller]
}

/** The content of the database without idempotency keys. */
const contents = async () =>
  (
    await sql`select (select json_agg(t order by ticket_id) from support_tickets t) as tickets,
      (select json_agg(a order by attachment_id) from support_ticket_attachments a) as attachments`.execute(service.db)
  ).rows

const makeTicket = async (userId: number | null) =>
  (
    await service.db
      .insertInto('support_tickets')
      .values({
        full_name: 'n',
        email: 'e',
        subject: 's',
        message: 'm',
        user_id: userId,
        role_context: 'TOURIST',
        created_at: '2026-01-01T00:00:00Z',
        updated_at: '2026-01-01T00:00:00Z',
      })
      .returning('ticket_id as ticketId')
      .executeTakeFirstOrThrow()
  ).ticketId

const makeAttachment = async (ticketId: number) => {
  const { attachmentId } = await service.db
    .insertInto('support_ticket_attachments')
    .values({
      ticket_id: ticketId,
      file_url: anAttachment.fileUrl,
      file_name: anAttachment.fileName,
      mime_type: null,
      file_size_bytes: null,
      uploaded_at: '2026-01-01T00:00:00Z',
    })
    .returning('attachment_id as attachmentId')
    .executeTakeFirstOrThrow()
  await service.db
    .insertInto('stored_files')
    .values({ storage_key: `of ${attachmentId}`, attachment_id: attachmentId, thumbnail_bytes: null, deleted_at: null })
    .execute()
  return attachmentId
}

/** Creates an object in this state and returns its ids. */
async function objectIn(state: State): Promise<{ ticketId: number; attachmentId: number }> {
  if (state === 'nonexistent') return { ticketId: 9_000_000, attachmentId: 9_000_000 }
  const ticketId = await makeTicket(state === 'of another' ? OTHER : OWNER)
  const attachmentId = await makeAttachment(ticketId)
  if (state === 'deleted') await sql`delete from support_tickets where ticket_id = ${ticketId}`.execute(service.db)
  return { ticketId, attachmentId }
}

describe.each(transports)('over %s', (_, transport: Transport) => {
  it.each(callers)('tickets.create by %s', async (caller) => {
    const before = await contents()
    const { code, output } = outcomeOf(
      await transport(
        service,
        'tickets.create',
        { ...aTicket, createdAt: '2001-01-01T00:00:00' },
        headersOf(caller, 'tickets.create'),
      ),
    )
    const own = { guest: { userId: null, roleContext: 'GUEST' }, member: { userId: OWNER, roleContext: 'TOURIST' } }
    const createdAt = caller === 'guest' || caller === 'member' ? '2026-03-11T10:30:00' : '2001-01-01T00:00:00'
    const isRefused = reachOf(caller, 'tickets.create') === 'none'
    expect(code).toBe(isRefused ? 'FORBIDDEN' : undefined)
    expect(isRefused ? {} : output).toMatchObject(
      isRefused ? {} : { ...own[caller as 'guest'], status: 'OPEN', createdAt },
    )
    expect(isRefused ? await contents() : before).toEqual(before)
  })

  it.each([
    ['guest', { userId: 7 }, 'userId'],
    ['guest', { roleContext: 'GUIDE' }, 'roleContext'],
    ['guest', { status: 'CLOSED' }, 'status'],
    ['member', { userId: OTHER }, 'userId'],
    ['member', { userId: null }, 'userId'],
    ['member', { roleContext: 'GUIDE', status: 'RESOLVED' }, 'roleContext, status'],
  ] as const)('403 FIELD_NOT_ALLOWED for a ticket by a %s with %o', async (caller, fields, names) => {
    const before = await contents()
    const answer = await transport(
      service,
      'tickets.create',
      { ...aTicket, ...fields },
      headersOf(caller, 'tickets.create'),
    )
    expect(outcomeOf(answer).code).toBe('FIELD_NOT_ALLOWED')
    expect(answer.text).toContain(names)
    expect(await contents()).toEqual(before)
  })

  it('a member may send userId, roleContext and status if they equal the values that the server sets', async () => {
    const form = { ...aTicket, userId: OWNER, roleContext: 'TOURIST', status: 'OPEN' }
    expect(
      outcomeOf(await transport(service, 'tickets.create', form, headersOf('member', 'tickets.create'))).status,
    ).toBe(200)
  })

  it.each([
    ['OPEN', 'CLOSED', undefined],
    ['RESOLVED', 'OPEN', undefined],
    ['RESOLVED', 'CLOSED', undefined],
    ['IN_PROGRESS', 'IN_PROGRESS', undefined],
    ['OPEN', 'RESOLVED', 'FIELD_NOT_ALLOWED'],
    ['OPEN', 'IN_PROGRESS', 'FIELD_NOT_ALLOWED'],
    ['CLOSED', 'OPEN', 'FIELD_NOT_ALLOWED'],
  ] as const)('a member changes its ticket from %s to %s: %s', async (from, to, code) => {
    const { ticketId } = await objectIn('own')
    await service.db.updateTable('support_tickets').set({ status: from }).where('ticket_id', '=', ticketId).execute()
    const input = { id: ticketId, ...aTicket, status: to, createdAt: '2001-01-01T00:00:00' }
    const outcome = outcomeOf(await transport(service, 'tickets.update', input, headersOf('member', 'tickets.update')))
    expect(outcome.code).toBe(code)
    const row = await service.db
      .selectFrom('support_tickets')
      .selectAll()
      .where('ticket_id', '=', ticketId)
      .executeTakeFirstOrThrow()
    expect([row.status, row.created_at]).toEqual([code ? from : to, '2026-01-01T00:00:00'])
  })

  it.each([{ userId: OTHER }, { roleContext: 'GUIDE' }] as const)(
    'a member cannot change the owner of its ticket: %o',
    async (fields) => {
      const { ticketId } = await objectIn('own')
      const answer = await transport(
        service,
        'tickets.update',
        { id: ticketId, ...aTicket, ...fields },
        headersOf('member', 'tickets.update'),
      )
      expect(outcomeOf(answer).code).toBe('FIELD_NOT_ALLOWED')
    },
  )

  it("a member cannot move its attachment to another user's ticket, nor move another user's attachment", async () => {
    const [own, other] = [await objectIn('own'), await objectIn('of another')]
    const move = { id: own.attachmentId, ...anAttachment, ticketId: other.ticketId }
    expect(
      outcomeOf(await transport(service, 'attachments.update', move, headersOf('member', 'attachments.update'))).code,
    ).toBe('TICKET_NOT_FOUND')
    const take = { id: other.attachmentId, ...anAttachment, ticketId: own.ticketId }
    expect(
      outcomeOf(await transport(service, 'attachments.update', take, headersOf('member', 'attachments.update'))).code,
    ).toBe('ATTACHMENT_NOT_FOUND')
  })

  it('a caller without permission gets no errors of the input', async () => {
    const answer = await transport(service, 'tickets.delete', { id: -1 }, headersOf('member', 'tickets.delete'))
    expect(outcomeOf(answer).code).toBe('FORBIDDEN')
  })
})
