// Every mutation writes exactly the events that it declares, over every transport, and none if it fails.
import { type OperationPath, operationAt, operations } from '@kinconecta/support-contracts'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { overRest, overRpc, type Transport } from '../support/both-transports.ts'
import { anAttachment, aTicket, type Answer, useService } from '../support/harness.ts'
import { eventsOf } from '../support/events.ts'
import { type MutationPath, operationRows } from '../support/operation-rows.ts'
import { formOf, png } from '../support/sample-files.ts'
import { insertMergeObjects } from '../support/merge-objects.ts'
import { createApiKey } from '../../src/platform/identity/api-keys.ts'
import { insertQuietWebhook } from '../support/webhook-rows.ts'
import { insertBulks, insertMacro } from '../support/bulk.ts'
import { insertDeskObjects } from '../support/desk.ts'
import { useS3 } from '../support/s3-server.ts'

const service = useService({ filesOptions: { s3: useS3() } })
const { eventsAfter, lastPosition } = eventsOf(service)

const transportsOf = (path: OperationPath): [string, Transport][] => {
  const { isRpc, meta } = operationAt(path)
  const withFiles: Transport = (_, __, input, headers) =>
    service.send('POST', `/api${meta.openapi.path}`, formOf(input, [png], meta.files!.name), headers)
  return [['REST', meta.files ? withFiles : overRest], ...(isRpc ? [['RPC', overRpc] as [string, Transport]] : [])]
}

// The completion of a direct upload needs a file in the storage. direct-uploads.test.ts tests it.
const mutations = operations.filter(
  ({ type, path }) => type === 'mutation' && operationRows[path].allowed === undefined,
)
const table = mutations.flatMap(({ path }) =>
  transportsOf(path).map(([transport, call]) => ({ path: path as MutationPath, transport, call })),
)

async function objects() {
  const [first, second] = [await service.client.tickets.create(aTicket), await service.client.tickets.create(aTicket)]
  const { ticketId } = first
  const { attachmentId } = await service.client.attachments.create({ ...anAttachment, ticketId })
  const { messages, drafts } = service.client.desk
  const { messageId } = await messages.create({ id: ticketId, kind: 'reply', body: 'Hola' })
  const pending = { id: ticketId, kind: 'reply', body: 'Aún no', sendAfterSeconds: 60 } as const
  const { messageId: pendingId } = await messages.create(pending)
  await drafts.put({ id: ticketId, kind: 'reply', body: 'Hol' })
  await sql`delete from views`.execute(service.db) // an agent can have 100
  const { viewId } = await service.client.desk.views.create({ name: 'All', query: {} })
  const webhookId = await insertQuietWebhook(service.db)
  const { id: apiKeyId } = await createApiKey(service.db, 'Reporting', ['tickets:read'], null)
  const desk = await insertDeskObjects(service.db)
  const merging = await insertMergeObjects(service.db, ticketId)
  const bulks = await insertBulks(service.db, 'agent:agent-7', ticketId)
  const macroId = await insertMacro(service.db, 'anyone')
  const others = { secondTicketId: second.ticketId, uploadId: '', messageId, pendingId, viewId, webhookId, apiKeyId }
  return { ticketId, attachmentId, ...others, ...desk, ...bulks, ...merging, macroId }
}

const succeeded = ({ status }: Answer) => status < 300

describe('a mutation writes its events', () => {
  it.each(table)('$path over $transport', async ({ path, call }) => {
    const ids = await objects()
    const row = operationRows[path]
    if (row.after) await overRpc(service, row.after, operationRows[row.after].input(ids))
    const before = await lastPosition()
    const key = { 'idempotency-key': crypto.randomUUID() }
    const input = row.input(ids)
    expect(succeeded(await call(service, path, input, key))).toBe(true)
    expect(succeeded(await call(service, path, input, key))).toBe(true) // a replay writes nothing
    const written = await eventsAfter(before)
    expect(written.map(({ type, data }) => ({ type, data }))).toEqual(row.events)
    for (const event of written) expect(event.actor).toEqual({ kind: 'admin', id: 'anyone' })
  })

  it('a change of the status is an event of its own', async () => {
    const { ticketId } = await objects()
    const before = await lastPosition()
    await service.client.tickets.update({ ...aTicket, id: ticketId, message: 'Otro texto', status: 'RESOLVED' })
    expect((await eventsAfter(before)).map(({ type, data }) => [type, data])).toEqual([
      ['ticket.updated', { changedFields: ['message', 'status'] }],
      ['ticket.status_changed', { from: 'OPEN', to: 'RESOLVED' }],
    ])
  })

  it('but none if it fails because of another version', async () => {
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
    const { ticketId, attachmentId, secondTicketId } = await objects()
    await service.client.tickets.update({ ...aTicket, id: secondTicketId })
    const before = await lastPosition()
    await service.client.attachments.update({ ...anAttachment, id: attachmentId, ticketId: secondTicketId })
    const written = await eventsAfter(before)
    expect(written.map((event) => [event.ticketId, event.version])).toEqual([
      [ticketId, 1],
      [secondTicketId, 2],
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
