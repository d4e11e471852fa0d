// A dry run answers as the change would, for every mutation and over every transport, and writes nothing.
import { isDeepStrictEqual } from 'node:util'
import { type ChangeOptions, createSupportClient, type SupportCall } from '@kinconecta/support-client'
import { operations, type OperationPath } from '@kinconecta/support-contracts'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { overRest, overRpc, type Transport } from '../support/both-transports.ts'
import { anAttachment, aTicket, useService } from '../support/harness.ts'
import { type MutationPath, operationRows } from '../support/operation-rows.ts'
import { insertBulks, insertMacro } from '../support/bulk.ts'
import { insertDeskObjects } from '../support/desk.ts'
import { useS3 } from '../support/s3-server.ts'
import { formOf, png } from '../support/sample-files.ts'
import { insertMergeObjects } from '../support/merge-objects.ts'
import { createApiKey } from '../../src/platform/identity/api-keys.ts'
import { insertQuietWebhook } from '../support/webhook-rows.ts'

const service = useService({ filesOptions: { s3: useS3() } })
// Otherwise the test events of earlier rows are sent, and recorded, while the next ones run.
beforeAll(() => service.webhooks.stop())

const withFiles: Transport = (_, path, input, headers) => {
  const { openapi, files } = operations.find((operation) => operation.path === path)!.meta
  return service.send('POST', `/api${openapi.path}`, formOf(input, [png], files!.name), headers)
}

const table = operations
  .filter(({ type, path }) => type === 'mutation' && operationRows[path].allowed === undefined)
  .flatMap(({ path, isRpc, meta }) => {
    const transports: [string, Transport][] = [
      ['REST', meta.files ? withFiles : overRest],
      ...(isRpc ? [['RPC', overRpc] as [string, Transport]] : []),
    ]
    return transports.map(([transport, call]) => ({ path, transport, call, isSecret: meta.success.isSecret }))
  })

async function objects() {
  const { ticketId } = await service.client.tickets.create(aTicket)
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
  const ids = { ticketId, attachmentId, uploadId: '', messageId, pendingId, viewId, webhookId, apiKeyId, macroId }
  return { ...ids, ...desk, ...bulks, ...merging }
}

/** The number of rows and changes of every table of the service. */
async function contents(): Promise<unknown> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = current_schema() and table_type = 'BASE TABLE'
      and table_name not in ('event_outbox', 'event_log', 'direct_uploads')
      and table_name not like 'events%' order by 1`.execute(service.db)
  return Promise.all(
    tables.map(async ({ name }) => {
      const { rows } =
        await sql`select ${name} as name, count(*), md5(string_agg(t::text, ',' order by t::text)) as content
        from ${sql.table(name)} as t`.execute(service.db)
      return rows[0]
    }),
  )
}

describe('a dry run', () => {
  it.each(table)('of $path over $transport writes nothing', async ({ path, call, isSecret }) => {
    const ids = await objects()
    const { after } = operationRows[path]
    if (after) await overRpc(service, after, operationRows[after].input(ids))
    const input = operationRows[path].input(ids)
    const before = await contents()
    const key = { 'idempotency-key': crypto.randomUUID() }
    const tried = await call(service, path, input, { 'dry-run': 'true', ...key })
    expect(tried.status).toBeLessThan(300)
    const events = JSON.parse(tried.headers.get('dry-run-events')!) as object[]
    const expected = operationRows[path as MutationPath].events.map((event) => expect.objectContaining(event) as object)
    expect(events).toEqual(expected)
    expect(await contents()).toEqual(before)
    const done = await call(service, path, input, key) // the key was not used
    expect([done.status, done.headers.get('dry-run-events'), done.headers.get('idempotency-replayed')]).toEqual([
      tried.status,
      null,
      null,
    ])
    expect(isSecret ?? !isDeepStrictEqual(await contents(), before)).toBe(true)
  })

  it('is refused as the change would be', async () => {
    const { ticketId } = await objects()
    const input = { id: ticketId, ...aTicket, ifVersion: 9 }
    const { status, headers } = await overRpc(service, 'tickets.update', input, { 'dry-run': 'true' })
    expect([status, headers.get('etag')]).toEqual([412, '"1"'])
  })

  it('is a change with Dry-Run: false, and refused with another value', async () => {
    const { ticketId } = await objects()
    const put = (value: string) =>
      service.send('PUT', `/api/support_tickets/${ticketId}`, aTicket, { 'dry-run': value })
    expect((await put('false')).headers.get('etag')).toBe('"2"')
    const { status, json } = await put('yes')
    expect([status, json.code]).toEqual([400, 'REQUEST_MALFORMED'])
  })

  it('returns its events to the client, and none for a change', async () => {
    const support = createSupportClient({ url: service.url })
    const { ticketId } = await objects()
    const update = (options: ChangeOptions): SupportCall<{ status: string }> =>
      support.tickets.update({ id: ticketId, ...aTicket, status: 'RESOLVED' }, options)
    const { data, dryRunEvents } = await update({ dryRun: true }).withResponse()
    expect(data.status).toBe('RESOLVED')
    expect(dryRunEvents!.map(({ type, version }) => [type, version])).toEqual([
      ['ticket.updated', 2],
      ['ticket.status_changed', 2],
    ])
    expect((await support.tickets.get({ id: ticketId })).status).toBe('OPEN')
    expect((await update({}).withResponse()).dryRunEvents).toBeUndefined()
  })

  it('has a row for every mutation', () => {
    const paths = new Set<OperationPath>(table.map(({ path }) => path))
    const missing = operations.filter(({ type, path }) => type === 'mutation' && !paths.has(path))
    expect(missing.map(({ path }) => path)).toEqual(['satisfaction.rateByToken', 'attachments.completeUpload'])
  })
})
