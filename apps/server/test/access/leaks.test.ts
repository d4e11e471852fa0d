// Nothing that only staff know reaches a requester. Two services get the same calls in the same order; in one of them, a
// ticket has all that staff can add to it. Every answer to a requester must be equal in both, and without these data.
// The operations come from the contract, with the inputs of operation-rows.ts, so new operations are tested too.
import { isDeepStrictEqual } from 'node:util'
import { type Access, ACCESS, type Operation, operations, type Scope, SCOPES } from '@kinconecta/support-contracts'
import { beforeAll, describe, expect, it } from 'vitest'
import { numberEvents } from '../../src/events/sequencer.ts'
import { createApiKey } from '../../src/platform/identity/api-keys.ts'
import { overRest, overRpc } from '../support/both-transports.ts'
import { type Answer, aTicket, type TestService, useService } from '../support/harness.ts'
import type { Ids } from '../support/operation-ids.ts'
import { operationRows } from '../support/operation-rows.ts'
import { useS3 } from '../support/s3-server.ts'
import { formOf, png } from '../support/sample-files.ts'
import { addStaffData, CANARIES, SECRET_ID, SECRET_WORD } from '../support/staff-data.ts'
import { bearer, tokenOf } from '../support/tokens.ts'

const s3 = useS3()
const plain = useService({ isClosed: true, filesOptions: { s3 } })
const secret = useService({ isClosed: true, filesOptions: { s3 } })

/** A service with a ticket of a member, one of a guest, and the callers who may know of them. */
interface World {
  service: TestService
  ids: { ticketId: number; guestTicketId: number; attachmentId: number; uploadId: string }
  callers: Map<string, Record<string, string>>
}
const worlds: World[] = []
const WITH_TOKEN = 'guest with the token of the ticket'

beforeAll(async () => {
  for (const service of [plain, secret]) worlds.push(await worldOf(service))
  const { db } = worlds[1]!.service
  await addStaffData(db, [worlds[1]!.ids.ticketId, worlds[1]!.ids.guestTicketId])
  for (const { service } of worlds) await numberEvents(service.db)
})

async function worldOf(service: TestService): Promise<World> {
  const member = bearer(await tokenOf('42', 'TOURIST'))
  const { ticketId } = (await service.send('POST', '/api/support_tickets', aTicket, member)).json
  await service.send('POST', '/api/support_tickets', { ...aTicket, subject: 'Otro' }, member)
  const form = formOf({ ticketId }, [png])
  const { attachmentId } = (await service.send('POST', '/api/support_ticket_attachments/upload', form, member)).json
  const ofGuest = await service.send('POST', '/api/support_tickets', aTicket)
  const { key } = await createApiKey(service.db, 'test', SCOPES.filter(isForRequesters), null)
  const callers = new Map([
    ['guest', {}],
    ['owner', member],
    ['another member', bearer(await tokenOf('43', 'GUIDE'))],
    ['API key without the scopes of the desk', bearer(key)],
  ])
  const token = ofGuest.headers.get('ticket-token')
  if (token !== null) callers.set(WITH_TOKEN, bearer(token))
  const ids = { ticketId, attachmentId, guestTicketId: ofGuest.json.ticketId, uploadId: crypto.randomUUID() }
  return { service, ids, callers }
}

function isForRequesters(scope: Scope): boolean {
  return !scope.startsWith('desk:') && !scope.startsWith('events:')
}

/** The ids of an input: those of `known`, and `others` for all ids that a new operation may need. */
function idsOf(known: object, others: number): Ids {
  return new Proxy(known, { get: (target, name) => Reflect.get(target, name) ?? others }) as unknown as Ids
}

const targets: ((world: World, caller: string) => Ids)[] = [
  ({ ids }, caller) => idsOf({ ...ids, ticketId: caller === WITH_TOKEN ? ids.guestTicketId : ids.ticketId }, 1),
  // Objects that only staff can reach, on the ticket of the caller.
  ({ ids: { ticketId, guestTicketId, uploadId } }, caller) =>
    idsOf({ ticketId: caller === WITH_TOKEN ? guestTicketId : ticketId, uploadId }, SECRET_ID),
]

type Send = (world: World, operation: Operation, input: object, headers: Record<string, string>) => Promise<Answer>

const send: Record<string, Send> = {
  REST: ({ service }, { path, meta: { files, openapi } }, input, headers) =>
    files
      ? service.send(openapi.method, `/api${openapi.path}`, formOf(input as never, [png], files.name), headers)
      : overRest(service, path, input as never, headers),
  RPC: ({ service }, { path }, input, headers) => overRpc(service, path, input as never, headers),
}

/** What a requester could learn from an answer: canaries in it, or a difference between the worlds. */
interface Leak {
  input: object
  canaries: string[]
  answers: unknown[]
}

/** Sends a call in both worlds. Returns a leak in the answers, or undefined. Rejects if an answer is an error 500. */
async function leakOf(
  transport: string,
  caller: string,
  operation: Operation,
  inputOf: (world: World) => object,
  headers: Record<string, string> = {},
): Promise<Leak | undefined> {
  const leak: Leak = { input: inputOf(worlds[1]!), canaries: [], answers: [] }
  for (const world of worlds) {
    const sent = { ...world.callers.get(caller), ...headers }
    const answer = await send[transport]!(world, operation, inputOf(world), sent)
    if (answer.status === 500) throw new Error(answer.text)
    leak.canaries.push(...canariesIn(answer, inputOf(world)))
    leak.answers.push(comparable(answer))
  }
  const isSafe = leak.canaries.length === 0 && isDeepStrictEqual(leak.answers[0], leak.answers[1])
  return isSafe ? undefined : leak
}

/** The canaries in an answer. Ids that the caller sent itself may come back in an error. */
function canariesIn({ text, headers }: Answer, input: object): string[] {
  const sent = JSON.stringify(input)
  const all = text + JSON.stringify([...headers])
  return CANARIES.filter((canary) => all.includes(canary) && !sent.includes(canary))
}

const COMPARED_HEADERS = ['etag', 'x-total-count', 'dry-run-events', 'idempotency-replayed', 'retry-after', 'location']
// Ids of events and positions count the changes of the whole service; the others are random or times.
const VARYING =
  /^(requestId|position|eventId|cursor|nextCursor|url|fileUrl|expiresAt|ticket|token|uploadId|secret|fields)$/
const VARYING_TEXT = /evt_\d+|"position":\d+|^id: \d+$|https?:\/\/[^"]*|[0-9a-f]{8}-[0-9a-f-]{27}/gm

function comparable({ status, headers, text, json }: Answer): unknown {
  const compared = COMPARED_HEADERS.map((name) => [name, headers.get(name)])
  const hasNext = headers.get('link') !== null
  const body =
    json === undefined ? text : JSON.stringify(json, (key, value) => (VARYING.test(key) ? typeof value : value))
  return { status, compared, hasNext, body: body.replaceAll(VARYING_TEXT, '…') }
}

/** Inputs of lists other than that of the row: orders, counts, ranges, and searches for what only staff wrote. */
const LIST_INPUTS: object[] = [
  { count: true },
  { limit: 1, count: true },
  ...['ticketId', '-ticketId', 'createdAt', '-createdAt', 'updatedAt', '-updatedAt'].map((sort) => ({ sort })),
  { updatedSince: '2026-01-01T00:00:00' },
  { q: SECRET_WORD, count: true },
  { q: 'canary' },
  { q: 'cambiarlo', sort: 'relevance' },
  { q: `-${SECRET_WORD}`, count: true },
  { q: String(SECRET_ID) },
  { assigneeId: 'canary-agent-f3a1', priority: ['URGENT'], tags: ['canary-tag'], isSnoozed: true, count: true },
  { types: ['ticket.created'] },
]

const CALLERS = ['guest', 'owner', 'another member', 'API key without the scopes of the desk', WITH_TOKEN]

const isOffered = (transport: string, { isRpc, kind }: Operation) => transport === 'REST' || (isRpc && kind === 'json')

const table = ['REST', 'RPC'].flatMap((transport) =>
  operations
    .filter((operation) => isOffered(transport, operation))
    .flatMap((operation) => CALLERS.map((caller) => ({ transport, operation, path: operation.path, caller }))),
)
const isQuery = ({ operation }: { operation: Operation }) => operation.type !== 'mutation'

describe('the canaries', () => {
  it('are in the answers for staff, so the test would find them', async () => {
    const { service } = worlds[1]!
    const admin = bearer(await tokenOf('1', 'ADMIN'))
    const { ticketId, guestTicketId } = worlds[1]!.ids
    const { text } = await service.send('GET', `/api/desk/tickets/${ticketId}`, undefined, admin)
    const found = await service.send('GET', `/api/desk/tickets?q=${SECRET_WORD}`, undefined, admin)
    expect(found.json.map((listed: { ticketId: number }) => listed.ticketId)).toEqual([guestTicketId, ticketId])
    expect(canariesIn({ text, headers: new Headers() } as Answer, {})).toEqual(
      expect.arrayContaining(['canary-agent-f3a1', '90071992547', 'third_party', 'URGENT', '2031-05-06T07:08:09']),
    )
  })

  it('are looked for with the token of a ticket, if any operation accepts one', () => {
    const accept = Object.values(ACCESS).some(({ ticketToken }: Access) => ticketToken !== 'none')
    expect(worlds.map(({ callers }) => callers.has(WITH_TOKEN))).toEqual([accept, accept])
  })
})

describe('a requester learns nothing of what staff know', () => {
  it.each(table.filter(isQuery))('$path over $transport by $caller', async ({ transport, operation, path, caller }) => {
    if (!worlds[0]!.callers.has(caller)) return
    for (const target of targets) {
      const inputOf = (world: World) => operationRows[path].input(target(world, caller))
      expect(await leakOf(transport, caller, operation, inputOf)).toBeUndefined()
      for (const more of operation.isList ? LIST_INPUTS : []) {
        expect(await leakOf(transport, caller, operation, (world) => ({ ...inputOf(world), ...more }))).toBeUndefined()
      }
    }
  })

  const mutations = table.filter((row) => !isQuery(row))
  it.each(mutations)('a dry run of $path over $transport by $caller', async (row) => {
    if (!worlds[0]!.callers.has(row.caller)) return
    for (const target of targets) {
      const inputOf = (world: World) => operationRows[row.path].input(target(world, row.caller))
      expect(await leakOf(row.transport, row.caller, row.operation, inputOf, { 'dry-run': 'true' })).toBeUndefined()
      expect(
        await leakOf(row.transport, row.caller, row.operation, inputOf, { 'dry-run': 'true', 'if-match': '"1"' }),
      ).toBeUndefined()
    }
  })

  // What a requester may delete is changed last.
  const inOrder = mutations.toSorted((a, b) => Number(a.path.endsWith('delete')) - Number(b.path.endsWith('delete')))
  it.each(inOrder)('$path over $transport by $caller', async ({ transport, operation, path, caller }) => {
    if (!worlds[0]!.callers.has(caller)) return
    for (const target of targets.toReversed()) {
      expect(
        await leakOf(transport, caller, operation, (world) => operationRows[path].input(target(world, caller))),
      ).toBeUndefined()
    }
  })

  it('the stream of events has no event of staff', async () => {
    const texts: string[] = []
    for (const { service, callers } of worlds) {
      await numberEvents(service.db)
      const { text } = await service.send('GET', '/api/events/stream?after=0', undefined, callers.get('owner'))
      const events = await readStream(service, callers.get('owner')!)
      texts.push(events.replaceAll(VARYING_TEXT, '…'))
      expect(canariesIn({ text: text + events, headers: new Headers() } as Answer, {})).toEqual([])
    }
    expect(texts[0]).toContain('ticket.created')
    expect(texts[1]).toEqual(texts[0])
  })
})

/** Reads the stream up to a ticket that is created for this purpose. */
async function readStream(service: TestService, headers: Record<string, string>): Promise<string> {
  const closing = new AbortController()
  const response = await fetch(`${service.url}/api/events/stream?after=0`, { headers, signal: closing.signal })
  const { json } = await service.send('POST', '/api/support_tickets', aTicket, headers)
  await numberEvents(service.db)
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (!text.includes(`"ticketId":${json.ticketId}`)) text += (await reader.read()).value ?? ''
  closing.abort()
  return text
}
