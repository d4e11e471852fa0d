import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { operations, ACCESS } from '@kinconecta/support-contracts'
import { openTicketTokens } from '../../src/platform/identity/ticket-tokens.ts'
import { eventsOf } from '../support/events.ts'
import { overRpc } from '../support/both-transports.ts'
import { aTicket, fileLimits, useService } from '../support/harness.ts'
import { clientOf, peopleOf } from '../support/people.ts'
import { formOf, pdf, png, pngOf } from '../support/sample-files.ts'
import { bearer } from '../support/tokens.ts'

const service = useService({ isClosed: true })
const { lastPosition } = eventsOf(service)
const TICKETS = '/api/support_tickets'

let people: Awaited<ReturnType<typeof peopleOf>>
beforeAll(async () => {
  people = await peopleOf(service)
})

/** Creates a ticket as a guest. Returns its id, its token and a client with the token. */
const guestTicket = async () => {
  const { data, ticketToken } = await people.guest.tickets.create(aTicket).withResponse()
  return { id: data.ticketId, token: ticketToken!, guest: clientOf(service, ticketToken) }
}

const statusAndCode = ({ status, json }: { status: number; json?: { code?: string } }) => [status, json?.code]

describe('the token of a ticket', () => {
  it.each([
    ['JSON', (key: string) => service.send('POST', TICKETS, aTicket, { 'idempotency-key': key })],
    [
      'a form',
      (key: string) => service.send('POST', TICKETS, formOf(aTicket, [png], 'files'), { 'idempotency-key': key }),
    ],
    ['RPC', (key: string) => overRpc(service, 'tickets.create', aTicket, { 'idempotency-key': key })],
  ])('is sent to the guest who creates it with %s, and again if the request is repeated', async (how, create) => {
    const first = await create(`token-${how.length}`)
    const again = await create(`token-${how.length}`)
    const token = first.headers.get('ticket-token')!
    expect(token).toMatch(/^kint_[\w-]{64}$/)
    expect([again.headers.get('idempotency-replayed'), again.headers.get('ticket-token')]).toEqual(['true', token])
    expect(first.text).not.toContain('kint_')
    const ticketId = (first.json.result?.data ?? first.json).ticketId as number
    expect((await clientOf(service, token).messages.list({ id: ticketId })).items).toHaveLength(1)
    const { hash } = await service.db
      .selectFrom('ticket_tokens')
      .select('hash')
      .where('ticket_id', '=', ticketId)
      .executeTakeFirstOrThrow()
    expect(hash.toString('base64url')).not.toBe(token)
  })

  it('is not sent to others, nor for a dry run', async () => {
    for (const person of [people.ana, people.agent, people.admin]) {
      expect((await person.tickets.create(aTicket).withResponse()).ticketToken).toBeUndefined()
    }
    expect((await people.guest.tickets.create(aTicket, { dryRun: true }).withResponse()).ticketToken).toBeUndefined()
  })

  it('lets the guest read, reply, edit and attach', async () => {
    const { id, token, guest } = await guestTicket()
    await people.agent.messages.create({ id, body: '¿Cuál?' })
    await people.agent.desk.messages.create({ id, kind: 'note', body: 'secreto' })
    const { attachmentId } = await guest.attachments.upload({
      ticketId: id,
      file: new File([new Uint8Array(pdf.bytes)], pdf.name),
    })
    const { messageId } = await guest.messages.create({ id, body: 'La 7', attachmentIds: [attachmentId] })
    await guest.messages.update({ id, messageId, body: 'La 8' })
    const { items } = await guest.messages.list({ id })
    expect(items.map(({ author, body }) => [author.kind, body])).toEqual([
      ['requester', aTicket.message],
      ['agent', '¿Cuál?'],
      ['requester', 'La 8'],
    ])
    expect(items[2]).toMatchObject({
      author: { kind: 'requester', id: null, name: aTicket.fullName },
      attachments: [{ attachmentId }],
    })
    const file = await service.send(
      'GET',
      `/api/support_ticket_attachments/${attachmentId}/file`,
      undefined,
      bearer(token),
    )
    expect([file.status, file.text]).toEqual([200, pdf.bytes.toString()])
    await lastPosition()
    const events = await people.agent.events.list({ ticketId: id, types: ['message.created', 'attachment.created'] })
    expect(events.items.map(({ actor }) => actor)).toEqual([
      { kind: 'agent', id: 'agent:agent-7' },
      { kind: 'guest', id: null },
      { kind: 'guest', id: null },
    ])
  })

  it('opens nothing else', async () => {
    const { id, token } = await guestTicket()
    const { ticketId: other } = await people.guest.tickets.create(aTicket)
    const allowed = operations.filter(({ path }) => ACCESS[path].ticketToken !== 'none').map(({ path }) => path)
    expect(allowed.toSorted()).toEqual([
      'attachments.download',
      'attachments.thumbnail',
      'attachments.upload',
      'messages.create',
      'messages.list',
      'messages.update',
      'satisfaction.rate',
      'satisfaction.rateByToken',
      'tickets.rotateToken',
    ])
    const send = (method: string, path: string, body?: unknown) => service.send(method, path, body, bearer(token))
    for (const [method, path] of [
      ['GET', `${TICKETS}/${id}`],
      ['GET', TICKETS],
      ['PUT', `${TICKETS}/${id}`],
      ['DELETE', `${TICKETS}/${id}`],
      ['POST', TICKETS],
      ['GET', `/api/support_ticket_attachments?ticketId=${id}`],
      ['GET', '/api/messages/search?q=hola'],
      ['GET', '/api/events'],
      ['GET', '/api/events/stream'],
      ['GET', `/api/desk/tickets/${id}/messages`],
    ] as const) {
      const body = method === 'GET' || method === 'DELETE' ? undefined : { ...aTicket }
      expect([method, path, ...statusAndCode(await send(method, path, body))]).toEqual([method, path, 403, 'FORBIDDEN'])
    }
    const elsewhere = [
      await send('GET', `${TICKETS}/${other}/messages`),
      await send('POST', `${TICKETS}/${other}/messages`, { body: 'Hola' }),
      await send('POST', `${TICKETS}/${other}/token`, {}),
      await send('POST', '/api/support_ticket_attachments/upload', formOf({ ticketId: other }, [png])),
    ]
    expect(elsewhere.map(statusAndCode)).toEqual(elsewhere.map(() => [404, 'TICKET_NOT_FOUND']))
  })

  it('can be replaced by the guest and by staff, and the earlier one then opens nothing', async () => {
    const { id, token, guest } = await guestTicket()
    await guest.messages.list({ id }) // the server knows the token now
    const { token: second, expiresAt } = await guest.tickets.rotateToken({ id })
    expect(expiresAt).toBe('2026-06-09T10:30:00')
    const { token: third } = await people.agent.tickets.rotateToken({ id })
    for (const old of [token, second]) {
      await expect(clientOf(service, old).messages.list({ id })).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
    }
    await clientOf(service, third).messages.list({ id })
    await expect(people.ana.tickets.rotateToken({ id })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  it('can be replaced again and again while others read with it: the new one works at once', async () => {
    const { id, token } = await guestTicket()
    let current = token
    for (let time = 0; time < 5; time++) {
      const reading = Array.from({ length: 8 }, () =>
        clientOf(service, current)
          .messages.list({ id })
          .catch(() => {}),
      )
      const { token: next } = await clientOf(service, current).tickets.rotateToken({ id })
      await Promise.all(reading)
      expect((await clientOf(service, next).messages.list({ id })).items).toHaveLength(1)
      current = next
    }
  })

  it('that was replaced is refused within 5 seconds by every server, however often it is used', async () => {
    const { id, token } = await guestTicket()
    const other = await openTicketTokens(service.db, () => service.clock.now) // as in another process
    await other.verify(token)
    await people.agent.tickets.rotateToken({ id })
    const replacedMs = performance.now()
    while (await other.verify(token).catch(() => undefined)) {
      expect(performance.now() - replacedMs).toBeLessThan(5_000)
      await sleep(100)
    }
  })

  it('is not told before it is valid: a dry run makes another token', async () => {
    const { id, guest, token } = await guestTicket()
    const path = `${TICKETS}/${id}/token`
    const { token: told } = (await service.send('POST', path, {}, { ...bearer(token), 'dry-run': 'true' })).json
    const { token: next } = await guest.tickets.rotateToken({ id }) // in the same second
    expect(next).not.toBe(told)
    await expect(clientOf(service, told).messages.list({ id })).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
  })

  it('expires after 90 days, and with its ticket', async () => {
    const { id, guest } = await guestTicket()
    const start = service.clock.now
    const after = (ms: number) => (service.clock.now = new Date(Date.parse(start) + ms).toISOString())
    after(90 * 86_400_000 - 1000)
    await guest.messages.list({ id })
    after(90 * 86_400_000)
    await expect(guest.messages.list({ id })).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
    service.clock.now = start
    const { id: erased, guest: owner } = await guestTicket()
    await people.admin.tickets.delete({ id: erased })
    await expect(owner.messages.list({ id: erased })).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
  })

  it('is refused without a query if it is forged', async () => {
    const { id, token } = await guestTicket()
    const bytes = Buffer.from(token.slice(5), 'base64url')
    bytes.writeBigUInt64BE(BigInt(id + 1)) // another ticket
    const forged = [`kint_${bytes.toString('base64url')}`, 'kint_', `${token}A`, token.toLowerCase(), 'kint_AAAA']
    const queries = countQueries()
    for (const each of forged) {
      const answer = await service.send('GET', `${TICKETS}/${id}/messages`, undefined, bearer(each))
      expect(statusAndCode(answer)).toEqual([401, 'TOKEN_INVALID'])
    }
    expect(queries()).toBe(0)
  })

  it('of a closed ticket writes a new ticket, and gets the token of it', async () => {
    const { id, guest } = await guestTicket()
    await people.agent.tickets.updateWith(id, () => ({ status: 'CLOSED' }))
    const key = { idempotencyKey: `follow-up-${id}` }
    const { data, ticketToken } = await guest.messages.create({ id, body: 'Otra vez' }, key).withResponse()
    expect(data).toMatchObject({ messageId: 0, followUpOf: id })
    expect((await guest.messages.create({ id, body: 'Otra vez' }, key).withResponse()).ticketToken).toBe(ticketToken)
    const { items } = await clientOf(service, ticketToken).messages.list({ id: data.ticketId })
    expect(items).toEqual([data])
    await expect(guest.messages.list({ id: data.ticketId })).rejects.toMatchObject({ code: 'TICKET_NOT_FOUND' })
    const open = (await guestTicket()).guest
    const { ticketId } = data
    await expect(open.messages.list({ id: ticketId })).rejects.toMatchObject({ code: 'TICKET_NOT_FOUND' })
  })
})

/** Counts the statements about tokens that the service sends from now on. */
function countQueries(): () => number {
  let count = 0
  const executor = service.db.getExecutor()
  const run = executor.executeQuery.bind(executor)
  executor.executeQuery = (query, ...others) => {
    if (query.sql.includes('ticket_tokens')) count++
    return run(query, ...others)
  }
  return () => {
    executor.executeQuery = run
    return count
  }
}

describe('the limits of guests', () => {
  const limited = useService({
    isClosed: true,
    limits: { callerPerMinute: 1000, guestPerMinute: 100, guestCreatePerMinute: 6 },
    filesOptions: { limits: { ...fileLimits, bytesPerDay: 300 } },
  })

  it('also count what a guest does with tokens of tickets, whatever their number', async () => {
    const create = async () => {
      const { data, ticketToken } = await clientOf(limited).tickets.create(aTicket).withResponse()
      return { id: data.ticketId, guest: clientOf(limited, ticketToken) }
    }
    const [one, two] = [await create(), await create()]
    const file = new File([new Uint8Array(pngOf(200).bytes)], png.name)
    await one.guest.attachments.upload({ ticketId: one.id, file })
    const overQuota = two.guest.attachments.upload({ ticketId: two.id, file })
    await expect(overQuota).rejects.toMatchObject({ code: 'UPLOAD_QUOTA_REACHED' })
    await one.guest.messages.create({ id: one.id, body: 'Hola' })
    await one.guest.messages.create({ id: one.id, body: 'Hola' })
    const seventh = two.guest.messages.create({ id: two.id, body: 'Hola' })
    await expect(seventh).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    await two.guest.messages.list({ id: two.id }) // reads have another limit
  })
})
