import { createSupportClient } from '@kinconecta/support-client'
import { type FakeSupport, fakeSupport } from '@kinconecta/support-client/testing'
import { type Operation, operations } from '@kinconecta/support-contracts'
import { beforeAll, describe, expect, it } from 'vitest'
import { numberEvents } from '../../src/events/sequencer.ts'
import { comparable, overClient, overRest, overRpc } from '../support/both-transports.ts'
import { type Calls, callsOfTickets } from '../support/calls-of-tickets.ts'
import { callsOfConversations } from '../support/calls-of-conversations.ts'
import { callsOfMerges } from '../support/calls-of-merges.ts'
import { callsOfBulk, callsOfMacros } from '../support/calls-of-volume.ts'
import { runBulks } from '../support/bulk.ts'
import { callsOfSatisfaction } from '../support/calls-of-satisfaction.ts'
import { useService } from '../support/harness.ts'
import { NO_IDS } from '../support/operation-ids.ts'
import { HOOK, operationRows } from '../support/operation-rows.ts'

// Each transport has a service and a database of its own, and gets the same calls in the same order.
const rest = useService()
const rpc = useService()
const client = useService()
let inMemory: FakeSupport | undefined // created when the clock of its service is set
const fake = {
  url: 'http://support.test',
  fetch: (async (input, init) => {
    inMemory ??= fakeSupport({ now: () => client.clock.now })
    return inMemory.fetch(input, init)
  }) as typeof fetch,
  send: () => Promise.reject(new Error('The fake can only be called through the client')),
}

/** Inputs in the order of the calls. Other operations are called once afterwards, with the input of their row. */
const calls: Calls = {
  ...callsOfTickets,
  ...callsOfBulk,
  ...callsOfSatisfaction,
  ...callsOfMerges,
  ...callsOfConversations,
  ...callsOfMacros,
}

// Their secrets differ, so the creations are not compared.
beforeAll(async () => {
  for (const service of [rest, rpc, client, fake]) {
    const { webhooks, apiKeys } = createSupportClient({
      url: service.url,
      ...('fetch' in service && { fetch: service.fetch }),
    })
    for (let count = 0; count < 2; count++) await webhooks.create({ url: HOOK, isEnabled: false })
    await apiKeys.create({ name: 'Reporting', scopes: ['tickets:read'], expiresAt: '2090-01-01T00:00:00Z' })
  }
})

async function makeBulks(): Promise<void> {
  const services = [rest, rpc, client]
  const { now } = client.clock
  const later = new Date(Date.parse(now) + 1_000).toISOString()
  for (const service of services) service.clock.now = later
  for (const service of services) await runBulks(service)
  await overClient(fake, 'desk.bulk.list', {})
  for (const service of services) service.clock.now = now
}

describe('REST, RPC, the client and its fake give the same answer', () => {
  const listed = Object.entries(calls).flatMap(([path, inputs]) => inputs.map((input) => ({ path, input })))
  // Streams do not end, and each stream ticket and each test event is another.
  const isComparable = ({ path, type, meta }: Operation) =>
    type !== 'subscription' && !meta.success.isSecret && path !== 'webhooks.test' && !(path in calls)
  const others = operations.filter((operation) => operation.isRpc && isComparable(operation))
  const ids = {
    ...NO_IDS,
    ticketId: 2,
    attachmentId: 2,
    viewId: 2,
    webhookId: 2,
    messageId: 1,
    pendingId: 2,
    macroId: 2,
  } // these objects still exist
  const once = others.map(({ path }) => ({ path, input: operationRows[path].input(ids) }))

  it.each([...listed, ...once])('$path $input', async ({ path, input }) => {
    const readsLog = /^(events|webhooks)\.|timeline$/.test(path)
    if (readsLog) for (const { db } of [rest, rpc, client]) await numberEvents(db)
    // Between two calls of bulk changes, those that were created are made: by the fake when time has passed.
    if (path.startsWith('desk.bulk.')) await makeBulks()
    const answer = comparable(await overRest(rest, path, input))
    expect(comparable(await overRpc(rpc, path, input))).toEqual(answer)
    expect(comparable(await overClient(client, path, input))).toEqual(answer)
    expect(comparable(await overClient(fake, path, input))).toEqual(answer)
  })
})
