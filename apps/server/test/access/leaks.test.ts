// Nothing that only staff know reaches a requester. Two services get the same calls in the same order; in one of them, a
// ticket has all that staff can add to it. Every answer to a requester must be equal in both, and without these data.
// The operations come from the contract, with the inputs of operation-rows.ts, so new operations are tested too.
import { ACCESS, type Operation, operations, type Scope, SCOPES } from '@kinconecta/support-contracts'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { numberEvents } from '../../src/events/sequencer.ts'
import { createApiKey } from '../../src/platform/identity/api-keys.ts'
import { overRest, overRpc } from '../support/both-transports.ts'
import { type Answer, aTicket, type TestService, useService } from '../support/harness.ts'
import { type Ids, operationRows } from '../support/operation-rows.ts'
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
  ids: Record<string, number | string>
  callers: Map<string, Record<string, string>>
}
const worlds: World[] = []

beforeAll(async () => {
  for (const service of [plain, secret]) worlds.push(await worldOf(service))
  const { db } = worlds[1]!.service
  await addStaffData(db, worlds[1]!.ids['ticketId'] as number)
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
  if (token !== null) {
    // The guest's ticket has no staff data; its token must not open another one.
    callers.set('guest with the token of another ticket', { ...bearer(token), 'ticket-token': token })
  }
  return { service, ids: { ticketId, attachmentId, uploadId: crypto.randomUUID() }, callers }
}

function isForRequesters(scope: Scope): boolean {
  return !scope.startsWith('desk:') && !scope.startsWith('events:')
}

/** The ids of an input: those of `known`, and `others` for all ids that a new operation may need. */
function idsOf(known: World['ids'], others: number): Ids {
  return new Proxy(known, { get: (target, name) => target[String(name)] ?? others }) as unknown as Ids
}

const targets: Record<string, (world: World) => Ids> = {
  'its own objects': ({ ids }) => idsOf(ids, 1),
  'the objects of staff': ({ ids }) => idsOf({ ticketId: ids['ticketId']!, uploadId: ids['uploadId']! }, SECRET_ID),
}

type Send = (world: World, operation: Operation, input: object, headers: Record<string, string>) => Promise<Answer>

const send: Record<string, Send> = {
  REST: ({ service }, { path, meta: { files, openapi } }, input, headers) =>
    files
      ? service.send(openapi.method, `/api${openapi.path}`, formOf(input as never, [png], files.name), headers)
      : overRest(service, path, input as never, headers),
  RPC: ({ service }, { path }, input, headers) => overRpc(service, path, input as never, headers),
}

/** Sends a call in both worlds. Fails if an answer contains a canary, or if the answers differ. */
async function expectNoLeak(
  transport: string,
  caller: string,
  operation: Operation,
  inputOf: (world: World) => object,
  headers: Record<string, string> = {},
): Promise<void> {
  const answers: unknown[] = []
  for (const world of worlds) {
    const sent = { ...world.callers.get(caller), ...headers }
    const answer = await send[transport]!(world, operation, inputOf(world), sent)
    expect(canariesIn(answer, inputOf(world))).toEqual([])
    expect(answer.status).not.toBe(500)
    answers.push(comparable(answer))
  }
  expect(answers[1]).toEqual(answers[0])
}

/** The canaries in an answer. Ids that the caller sent itself may come back in an error. */
function canariesIn({ text, headers }: Answer, input: object): string[] {
  const sent = JSON.stringify(input)
  const all = text + JSON.stringify([...headers])
  return CANARIES.filter((canary) => all.includes(canary) && !sent.includes(canary))
}

const COMPARED_HEADERS = ['etag', 'x-total-count', 'dry-run-events', 'idempotency-replayed', 'retry-after', 'location']
// Ids of events and positions count the changes of the whole service; the others are random or times.
const VARYING = /^(requestId|position|eventId|cursor|nextCursor|url|fileUrl|expiresAt|ticket|token|uploadId)$/
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

const CALLERS = [
  'guest',
  'owner',
  'another member',
  'API key without the scopes of the desk',
  'guest with the token of another ticket',
]

const isOffered = (transport: string, { isRpc, kind }: Operation) => transport === 'REST' || (isRpc && kind === 'json')

// An API key with a scope of attachments reaches all files, those of notes too.
const isForCaller = (caller: string, { path }: Operation) =>
  !(caller.startsWith('API key') && path.startsWith('attachments.'))

const table = ['REST', 'RPC'].flatMap((transport) =>
  operations
    .filter((operation) => isOffered(transport, operation))
    .flatMap((operation) =>
      CALLERS.filter((caller) => isForCaller(caller, operation)).map((caller) => ({
        transport,
        operation,
        path: operation.path,
        caller,
      })),
    ),
)
const isQuery = ({ operation }: { operation: Operation }) => operation.type !== 'mutation'

describe('the canaries', () => {
  it('are in the answers for staff, so the test would find them', async () => {
    const { service } = worlds[1]!
    const admin = bearer(await tokenOf('1', 'ADMIN'))
    const { rows } = await sql<{
      id: number
    }>`select ticket_id as id from support_tickets where priority = 'URGENT'`.execute(service.db)
    const { text } = await service.send('GET', `/api/desk/tickets/${rows[0]!.id}`, undefined, admin)
    const found = await service.send('GET', `/api/desk/tickets?q=${SECRET_WORD}`, undefined, admin)
    expect(found.json.map(({ ticketId }: { ticketId: number }) => ticketId)).toEqual([rows[0]!.id])
    expect(canariesIn({ text, headers: new Headers() } as Answer, {})).toEqual(
      expect.arrayContaining(['canary-agent-f3a1', String(SECRET_ID), 'third_party', 'URGENT', '2031-05-06T07:08:09']),
    )
  })

  it('are of every caller who is no staff', () => {
    const kinds = Object.keys(ACCESS['tickets.get']).filter((kind) => !['agent', 'admin', 'service'].includes(kind))
    expect(kinds).toEqual(['guest', 'member', 'link', 'ticketToken'])
  })
})

describe('a requester learns nothing of what staff know', () => {
  it.each(table.filter(isQuery))('$path over $transport by $caller', async ({ transport, operation, path, caller }) => {
    if (!worlds[0]!.callers.has(caller)) return
    for (const target of Object.values(targets)) {
      const inputOf = (world: World) => operationRows[path].input(target(world))
      await expectNoLeak(transport, caller, operation, inputOf)
      for (const more of operation.isList ? LIST_INPUTS : []) {
        await expectNoLeak(transport, caller, operation, (world) => ({ ...inputOf(world), ...more }))
      }
    }
  })

  const mutations = table.filter((row) => !isQuery(row))
  it.each(mutations)('a dry run of $path over $transport by $caller', async (row) => {
    if (!worlds[0]!.callers.has(row.caller)) return
    for (const target of Object.values(targets)) {
      const inputOf = (world: World) => operationRows[row.path].input(target(world))
      await expectNoLeak(row.transport, row.caller, row.operation, inputOf, { 'dry-run': 'true' })
      await expectNoLeak(row.transport, row.caller, row.operation, inputOf, { 'dry-run': 'true', 'if-match': '"1"' })
    }
  })

  // What a requester may delete is changed last.
  const inOrder = mutations.toSorted((a, b) => Number(a.path.endsWith('delete')) - Number(b.path.endsWith('delete')))
  it.each(inOrder)('$path over $transport by $caller', async ({ transport, operation, path, caller }) => {
    if (!worlds[0]!.callers.has(caller)) return
    for (const target of Object.values(targets).toReversed()) {
      await expectNoLeak(transport, caller, operation, (world) => operationRows[path].input(target(world)))
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
async function readStream({ url, send: request, db }: TestService, headers: Record<string, string>): Promise<string> {
  const closing = new AbortController()
  const response = await fetch(`${url}/api/events/stream?after=0`, { headers, signal: closing.signal })
  const { json } = await request('POST', '/api/support_tickets', aTicket, headers)
  await numberEvents(db)
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (!text.includes(`"ticketId":${json.ticketId}`)) text += (await reader.read()).value ?? ''
  closing.abort()
  return text
}
