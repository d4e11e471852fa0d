// Every mutation writes exactly the events it declares, over every transport, and nothing if it fails.
import {
  type EventType,
  type OperationErrors,
  type OperationPath,
  operationAt,
  operations,
  type SupportEvent,
} from '@kinconecta/support-contracts'
import { describe, expect, it } from 'vitest'
import { type Door, overRest, overRpc } from '../support/both-transports.ts'
import { anAttachment, aTicket, type Answer, useService } from '../support/harness.ts'
import { eventsOf } from '../support/events.ts'
import { formOf, png } from '../support/sample-files.ts'
import { useS3 } from '../support/s3-server.ts'

const service = useService({ filesOptions: { s3: useS3() } })
const { eventsAfter, lastPosition } = eventsOf(service)

type MutationPath = {
  [Path in OperationPath]: 'IDEMPOTENCY_IN_FLIGHT' extends OperationErrors[Path] ? Path : never
}[OperationPath]

interface Row {
  input(ids: { ticketId: number; attachmentId: number; otherTicketId: number }): Record<string, unknown>
  events: Pick<SupportEvent, 'type' | 'data'>[]
}

const anyId = expect.any(Number) as number
const created = { status: 'OPEN', category: 'GENERAL', roleContext: 'GUEST' } as const
const attached = { type: 'attachment.created', data: { attachmentId: anyId } } as const

/** A row for every mutation: without one, this does not compile. */
const rows: Record<Exclude<MutationPath, 'attachments.completeUpload'>, Row> = {
  'tickets.create': { input: () => aTicket, events: [{ type: 'ticket.created', data: created }] },
  'tickets.createWithFiles': { input: () => aTicket, events: [{ type: 'ticket.created', data: created }, attached] },
  'tickets.update': {
    input: ({ ticketId }) => ({ id: ticketId, ...aTicket, subject: 'Otro asunto', status: 'RESOLVED' }),
    events: [
      { type: 'ticket.updated', data: { changedFields: ['subject', 'status'] } },
      { type: 'ticket.status_changed', data: { from: 'OPEN', to: 'RESOLVED' } },
    ],
  },
  'tickets.delete': { input: ({ ticketId }) => ({ id: ticketId }), events: [{ type: 'ticket.deleted', data: {} }] },
  'attachments.create': { input: ({ ticketId }) => ({ ...anAttachment, ticketId }), events: [attached] },
  'attachments.update': {
    input: ({ attachmentId, otherTicketId }) => ({
      ...anAttachment,
      id: attachmentId,
      ticketId: otherTicketId,
      fileName: 'otro.png',
    }),
    // One event for each of the two tickets.
    events: Array.from({ length: 2 }, () => ({
      type: 'attachment.updated' as const,
      data: { attachmentId: anyId, changedFields: ['ticketId', 'fileName'] },
    })),
  },
  'attachments.delete': {
    input: ({ attachmentId }) => ({ id: attachmentId }),
    events: [{ type: 'attachment.deleted', data: { attachmentId: anyId } }],
  },
  'attachments.upload': { input: ({ ticketId }) => ({ ticketId }), events: [attached] },
  'attachments.startUpload': {
    input: ({ ticketId }) => ({ ticketId, fileName: 'a.png', mimeType: 'image/png', fileSizeBytes: 5 }),
    events: [],
  },
  'events.createStreamTicket': { input: () => ({}), events: [] },
}

const transportsOf = (path: OperationPath): [string, Door][] => {
  const { isRpc, meta } = operationAt(path)
  const withFiles: Door = (_, __, input, headers) =>
    service.send('POST', `/api${meta.openapi.path}`, formOf(input, [png], meta.files!.name), headers)
  return [['REST', meta.files ? withFiles : overRest], ...(isRpc ? [['RPC', overRpc] as [string, Door]] : [])]
}

const table = (Object.keys(rows) as (keyof typeof rows)[]).flatMap((path) =>
  transportsOf(path).map(([transport, call]) => ({ path, transport, call })),
)

async function objects() {
  const [first, second] = [await service.client.tickets.create(aTicket), await service.client.tickets.create(aTicket)]
  const { ticketId } = first
  const { attachmentId } = await service.client.attachments.create({ ...anAttachment, ticketId })
  return { ticketId, attachmentId, otherTicketId: second.ticketId }
}

const succeeded = ({ status }: Answer) => status < 300

describe('a mutation writes its events', () => {
  it.each(table)('$path over $transport', async ({ path, call }) => {
    const ids = await objects()
    const before = await lastPosition()
    const key = { 'idempotency-key': crypto.randomUUID() }
    const { events } = rows[path]
    expect(succeeded(await call(service, path, rows[path].input(ids), key))).toBe(true)
    expect(succeeded(await call(service, path, rows[path].input(ids), key))).toBe(true) // a replay writes nothing
    const written = await eventsAfter(before)
    expect(written.map(({ type, data }) => ({ type, data }))).toEqual(events)
    for (const event of written) expect(event.actor).toEqual({ kind: 'admin', id: 'anyone' })
    const declared = operationAt(path).meta.events as readonly EventType[]
    expect(declared).toEqual([...new Set(events.map(({ type }) => type))])
  })

  it.each(operations.filter(({ type }) => type === 'mutation'))('$path states its events', ({ meta }) => {
    expect(meta.events).toBeInstanceOf(Array)
  })

  it('not if it fails: a version that does not match', async () => {
    const { ticketId, attachmentId } = await objects()
    const before = await lastPosition()
    const ifVersion = 99
    const key = { 'idempotency-key': crypto.randomUUID() }
    await overRpc(service, 'tickets.update', { id: ticketId, ...aTicket, ifVersion }, key)
    await overRpc(service, 'tickets.delete', { id: ticketId, ifVersion })
    await overRpc(service, 'attachments.delete', { id: attachmentId, ifVersion })
    expect(await eventsAfter(before)).toEqual([])
  })

  it('with the version of the ticket, for both tickets of a move', async () => {
    const { ticketId, attachmentId, otherTicketId } = await objects()
    await service.client.tickets.update({ ...aTicket, id: otherTicketId })
    const before = await lastPosition()
    await service.client.attachments.update({ ...anAttachment, id: attachmentId, ticketId: otherTicketId })
    const written = await eventsAfter(before)
    expect(written.map((event) => [event.ticketId, event.version])).toEqual([
      [ticketId, 1],
      [otherTicketId, 2],
    ])
  })

  it('no event has text that a person wrote', async () => {
    await objects()
    const everything = JSON.stringify(await eventsAfter(0))
    for (const text of [aTicket.fullName, aTicket.email, aTicket.subject, aTicket.message, anAttachment.fileName]) {
      expect(everything).not.toContain(text)
    }
  })
})
