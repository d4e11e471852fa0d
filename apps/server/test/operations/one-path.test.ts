// Every call runs the middlewares of the contract's base procedure, over every transport.
import { createSupportClient } from '@kinconecta/support-client'
import { type ObservedOperation, type OperationPath, operationAt, operations } from '@kinconecta/support-contracts'
import { createTRPCUntypedClient, httpBatchStreamLink } from '@trpc/client'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { overRest, overRpc } from '../support/both-transports.ts'
import { aTicket, useService } from '../support/harness.ts'
import { NO_IDS } from '../support/operation-ids.ts'
import { operationRows } from '../support/operation-rows.ts'
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

const inputOf = (path: OperationPath) =>
  operationRows[path].input({
    ...NO_IDS,
    ticketId: 1,
    attachmentId: 1,
    viewId: 1,
    webhookId: 1,
    messageId: 1,
    pendingId: 2,
  })

describe('every operation is observed once', () => {
  it.each(operations)('$path over REST', async ({ path, meta: { files, openapi } }) => {
    if (files) await service.send('POST', `/api${openapi.path}`, formOf(inputOf(path), [png], files.name))
    else await overRest(service, path, inputOf(path))
    expect(observed).toEqual([
      { path, type: operationAt(path).type, requestId: expect.any(String), actor: { kind: 'admin', id: 'anyone' } },
    ])
  })

  it.each(operations.filter(({ isRpc, kind }) => isRpc && kind === 'json'))(
    '$path over RPC, direct',
    async ({ path }) => {
      await overRpc(service, path, inputOf(path))
      expect(paths()).toEqual([path])
    },
  )

  it.each(operations.filter(({ isRpc, type }) => isRpc && type !== 'subscription'))(
    '$path over RPC, through the library',
    async ({ path, type }) => {
      const client = createTRPCUntypedClient({ links: [httpBatchStreamLink({ url: `${service.url}/trpc` })] })
      await client[type as 'query'](path, inputOf(path)).catch(() => {})
      expect(paths()).toEqual([path])
    },
  )

  it.each(operations.filter(({ type }) => type === 'subscription'))('$path over RPC, as a stream', async ({ path }) => {
    await service.send('GET', `/trpc/${path}`)
    expect(paths()).toEqual([path])
  })
})

it('each call of a batch is observed, also one that fails', async () => {
  const support = createSupportClient({ url: service.url })
  await Promise.allSettled([support.tickets.get({ id: 1 }), support.tickets.get({ id: 99 })])
  expect(paths()).toEqual(['tickets.get', 'tickets.get'])
})
