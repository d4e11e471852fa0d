// The request handler of trpc-openapi writes `coerce = true` into the zod schemas that RPC shares. Therefore we use its
// metadata and its document, but not its handler (ADR 2). If the first test fails, the defect is fixed and the decision
// can be reconsidered.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { initTRPC } from '@trpc/server'
import { createOpenApiHttpHandler, type OpenApiMeta } from 'trpc-openapi'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { overRest, overRpc } from '../support/both-transports.ts'
import { aTicket, useService } from '../support/harness.ts'

it("after one REST call through trpc-openapi's handler, RPC accepts text as a number", async () => {
  const t = initTRPC.meta<OpenApiMeta>().create()
  const router = t.router({
    get: t.procedure
      .meta({ openapi: { method: 'GET', path: '/things/{id}' } })
      .input(z.object({ id: z.number() }))
      .output(z.number())
      .query(({ input }) => input.id),
  })
  const rpc = t.createCallerFactory(router)({})
  await expect(rpc.get({ id: '5' as never })).rejects.toThrow('expected number')

  const handle = createOpenApiHttpHandler({ router })
  const server = createServer((request, response) => void handle(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/things/5`)
  server.close()

  await expect(rpc.get({ id: '5' as never })).resolves.toBe(5)
})

const service = useService()

it('REST calls of our service do not change the input that RPC accepts', async () => {
  const { ticketId } = await service.client.tickets.create(aTicket)
  expect((await overRest(service, 'tickets.get', { id: ticketId })).status).toBe(200)
  expect((await overRest(service, 'tickets.list', { limit: 5 })).status).toBe(200)
  expect((await overRpc(service, 'tickets.get', { id: String(ticketId) })).json.error.data.code).toBe('INVALID_INPUT')
  expect((await overRpc(service, 'tickets.list', { limit: '5' })).json.error.data.code).toBe('INVALID_INPUT')
})
