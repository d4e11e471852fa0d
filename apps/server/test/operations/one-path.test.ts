// Every call passes the middlewares of the contract's base procedure, whatever its transport.
import { createSupportClient } from '@kinconecta/support-client'
import { type ObservedOperation, type OperationPath, operationAt, operations } from '@kinconecta/support-contracts'
import { createTRPCUntypedClient, httpBatchStreamLink } from '@trpc/client'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { overRest, overRpc } from '../support/both-transports.ts'
import { anAttachment, aTicket, useService } from '../support/harness.ts'
import { useS3 } from '../support/s3-server.ts'
import { formOf, png } from '../support/sample-files.ts'

const observed: ObservedOperation[] = []
const service = useService({
  filesOptions: { s3: useS3() },
  async observe(operation, next) {
    observed.push(operation)
    return next()
  },
})

beforeAll(async () => {
  await service.client.tickets.create(aTicket)
  await service.client.attachments.upload({ ticketId: 1, file: new File([new Uint8Array(png.bytes)], png.name) })
})
beforeEach(() => void observed.splice(0))

const paths = () => observed.map(({ path }) => path)

/** An input for every operation. */
const inputs: Record<OperationPath, Record<string, unknown>> = {
  'tickets.create': aTicket,
  'tickets.createWithFiles': aTicket,
  'tickets.list': { limit: 1 },
  'tickets.get': { id: 1 },
  'tickets.update': { id: 1, ...aTicket },
  'tickets.delete': { id: 99 },
  'attachments.create': { ...anAttachment, ticketId: 1 },
  'attachments.list': { limit: 1 },
  'attachments.get': { id: 1 },
  'attachments.update': { id: 99, ...anAttachment, ticketId: 1 },
  'attachments.delete': { id: 99 },
  'attachments.link': { id: 1 },
  'attachments.upload': { ticketId: 1 },
  'attachments.startUpload': { ticketId: 1, fileName: 'a.png', mimeType: 'image/png', fileSizeBytes: 5 },
  'attachments.completeUpload': { uploadId: crypto.randomUUID() },
  'attachments.download': { id: 1 },
  'attachments.thumbnail': { id: 1 },
}

describe('every operation is observed once', () => {
  it.each(operations)('$path over REST', async ({ path, meta: { files, openapi } }) => {
    if (files) await service.send('POST', `/api${openapi.path}`, formOf(inputs[path], [png], files.name))
    else await overRest(service, path, inputs[path])
    expect(observed).toEqual([
      { path, type: operationAt(path).type, requestId: expect.any(String), actor: { kind: 'admin', id: 'anyone' } },
    ])
  })

  it.each(operations.filter(({ isRpc }) => isRpc))('$path over RPC, direct', async ({ path }) => {
    await overRpc(service, path, inputs[path])
    expect(paths()).toEqual([path])
  })

  it.each(operations.filter(({ isRpc }) => isRpc))('$path over RPC, through the library', async ({ path, type }) => {
    const client = createTRPCUntypedClient({ links: [httpBatchStreamLink({ url: `${service.url}/trpc` })] })
    await client[type](path, inputs[path]).catch(() => {})
    expect(paths()).toEqual([path])
  })
})

it('each call of a batch is observed, and a refused one too', async () => {
  const support = createSupportClient({ url: service.url })
  await Promise.allSettled([support.tickets.get({ id: 1 }), support.tickets.get({ id: 99 })])
  expect(paths()).toEqual(['tickets.get', 'tickets.get'])
})
