// Calls every operation of the contract as every kind of caller, on objects in every state, over every transport.
import { ACCESS, type Operation, operations, type Reach, type Scope, SCOPES } from '@kinconecta/support-contracts'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { numberEvents } from '../../src/events/sequencer.ts'
import { createApiKey } from '../../src/platform/identity/api-keys.ts'
import { overClient, overRest, overRpc, outcomeOf } from '../support/both-transports.ts'
import { insertBulks, insertMacro } from '../support/bulk.ts'
import {
  NOT_FOUND,
  contentsOf,
  deleteObjects,
  insertDrafts,
  insertUpload,
  insertTicketOf,
  insertView,
} from '../support/access-objects.ts'
import { type Answer, useService } from '../support/harness.ts'
import { type Ids, NO_IDS } from '../support/operation-ids.ts'
import { operationRows } from '../support/operation-rows.ts'
import { insertAgents, insertDeskObjects } from '../support/desk.ts'
import { useS3 } from '../support/s3-server.ts'
import { insertMergeObjects } from '../support/merge-objects.ts'
import { insertQuietWebhook } from '../support/webhook-rows.ts'
import { formOf, png } from '../support/sample-files.ts'
import { bearer, tokenOf } from '../support/tokens.ts'

const service = useService({ isClosed: true, filesOptions: { s3: useS3() } })
const OWNER = 42
const OTHER = 43

const callers = [
  'guest',
  'member',
  'agent',
  'admin',
  'ticketToken',
  'service with scope',
  'service without scope',
] as const
type Caller = (typeof callers)[number]
const states = ['own', 'of another', 'deleted', 'nonexistent'] as const
type State = (typeof states)[number]

let tokens: Record<string, string | undefined>
beforeAll(async () => {
  const keyFor = async (scopes: Scope[]) => (await createApiKey(service.db, 'test', scopes, null)).key
  tokens = {
    member: await tokenOf(String(OWNER), 'TOURIST'),
    agent: await tokenOf('agent-7', 'AGENT'),
    admin: await tokenOf('1', 'ADMIN'),
  }
  await insertAgents(service.db, 'agent-7', '1')
  for (const scope of SCOPES) {
    tokens[`service with scope ${scope}`] = await keyFor([scope])
    tokens[`service without scope ${scope}`] = await keyFor(SCOPES.filter((other) => other !== scope))
  }
  // Operations of people only: no API key may use them.
  tokens['service with scope null'] = await keyFor([...SCOPES])
  tokens['service without scope null'] = tokens['service with scope null']
})

/** The scope that the keys of a test have or lack; null if no API key may use the operation. */
const scopeOf = ({ path }: Operation): Scope | null => ACCESS[path].service

/** The token of a caller. That of a ticket is for `ticketId`. */
const tokenFor = async (caller: Caller, operation: Operation, ticketId: number) => {
  if (caller !== 'ticketToken') return tokens[caller.startsWith('service') ? `${caller} ${scopeOf(operation)}` : caller]
  const path = `/api/support_tickets/${ticketId}/token`
  return (await service.send('POST', path, {}, bearer(tokens['admin']))).json.token as string
}

const reachOf = (caller: Caller, { path }: Pick<Operation, 'path'>): Reach => {
  if (caller === 'service with scope') return ACCESS[path].service === null ? 'none' : 'all'
  return caller === 'service without scope' ? 'none' : ACCESS[path][caller]
}

type Send = (operation: Operation, input: Record<string, unknown>, headers: Record<string, string>) => Promise<Answer>

const transports: [string, Send, Operation[]][] = [
  ['REST', (operation, input, headers) => sendRest(operation, input, headers), [...operations]],
  [
    'RPC',
    ({ path }, input, headers) => overRpc(service, path, input, headers),
    operations.filter(({ isRpc, kind }) => isRpc && kind === 'json'),
  ],
  [
    'the client',
    ({ path }, input, headers) => overClient(service, path, input, headers),
    operations.filter(({ isRpc, kind }) => isRpc && kind === 'json'),
  ],
]

const sendRest: Send = ({ path, meta: { files, openapi } }, input, headers) =>
  files
    ? service.send('POST', `/api${openapi.path}`, formOf(input, [png], files.name), headers)
    : overRest(service, path, input, headers)

// Their items are not of a ticket. What they contain is tested with their resources.
const OTHER_LISTS = /^(?:desk\.views|apiKeys|webhooks)\.list/

describe.each(transports)('over %s', (_, send, offered) => {
  const named = offered.filter(({ path }) => operationRows[path].names !== 'nothing')
  const cells = named.flatMap((operation) =>
    callers.flatMap((caller) => states.map((state) => ({ path: operation.path, operation, caller, state }))),
  )

  it.each(cells)('$path by $caller on an object that is $state', async ({ operation, caller, state }) => {
    const ids = await objectsIn(state, operation, caller)
    const token = await tokenFor(caller, operation, state === 'own' ? ids.ticketId : await ticketOf(OWNER))
    const { after } = operationRows[operation.path]
    const prepare = (by: string | undefined) => overRpc(service, after!, operationRows[after!].input(ids), bearer(by))
    if (after && [401, 403].includes((await prepare(token)).status)) await prepare(tokens['admin'])
    const before = await contentsOf(service.db)
    const answer = await send(operation, operationRows[operation.path].input(ids), bearer(token))
    const expected = expectedCode(operation, caller, state)
    expect(codeOf(answer)).toEqual(expected)
    expect(expected === undefined ? before : await contentsOf(service.db)).toEqual(before)
  })

  const listsTickets = ({ path, isList }: Operation) =>
    isList && operationRows[path].names === 'nothing' && !OTHER_LISTS.test(path)
  const unnamed = offered.filter((each) => operationRows[each.path].names === 'nothing' && !listsTickets(each))
  const creations = unnamed.flatMap((operation) =>
    callers.map((caller) => ({ path: operation.path, operation, caller })),
  )
  it.each(creations)('$path by $caller', async ({ operation, caller }) => {
    // The number of these is limited.
    for (const table of ['webhooks', 'views', 'macros', 'bulk_changes'])
      await sql`delete from ${sql.table(table)}`.execute(service.db)
    const input = operationRows[operation.path].input(NO_IDS)
    const answer = await send(operation, input, bearer(await tokenFor(caller, operation, await ticketOf(OWNER))))
    const { allowed } = operationRows[operation.path]
    expect(codeOf(answer)).toBe(reachOf(caller, operation) === 'none' ? refusalOf(caller) : allowed)
  })

  const isOfDesk = ({ path }: Operation) => path.startsWith('desk.')
  it.each(
    offered
      .filter(
        (operation) => operation.isList && isOfDesk(operation) && operationRows[operation.path].names === 'nothing',
      )
      .flatMap((operation) => callers.map((caller) => ({ path: operation.path, operation, caller }))),
  )('$path by $caller', async ({ operation, caller }) => {
    await insertDeskObjects(service.db)
    const input = operationRows[operation.path].input(NO_IDS)
    const answer = await send(operation, input, bearer(await tokenFor(caller, operation, await ticketOf(OWNER))))
    expect(codeOf(answer)).toBe(reachOf(caller, operation) === 'none' ? refusalOf(caller) : undefined)
  })

  const lists = offered.filter(
    (operation) => listsTickets(operation) && !isOfDesk(operation) && operationRows[operation.path].names === 'nothing',
  )
  const listings = lists.flatMap((operation) => callers.map((caller) => ({ path: operation.path, operation, caller })))
  it.each(listings)('$path by $caller', async ({ operation, caller }) => {
    await sql`delete from support_tickets`.execute(service.db) // those of other tests fill more than a page
    const after = await numberEvents(service.db)
    const [own, another] = [await ticketOf(OWNER), await ticketOf(OTHER)]
    for (const ticketId of [own, another]) await attachmentOf(ticketId)
    for (const ticketId of [own, another]) await insertDrafts(service, ticketId)
    for (const ticketId of [own, another]) await messageOf(ticketId, 'agent', operation, null)
    await numberEvents(service.db)
    const row = operationRows[operation.path].input({ ...NO_IDS, ticketId: own })
    const input = operation.path === 'events.list' ? { ...row, after } : row
    const answer = await send(operation, input, bearer(await tokenFor(caller, operation, own)))
    const reach = reachOf(caller, operation)
    expect(codeOf(answer)).toBe(reach === 'none' ? refusalOf(caller) : undefined)
    const listed = new Set(((outcomeOf(answer).output ?? []) as { ticketId: number }[]).map(({ ticketId }) => ticketId))
    const { rows } = await sql<{
      id: number
    }>`select ticket_id as id from support_tickets where user_id = ${OWNER}`.execute(service.db)
    const owned = new Set(rows.map(({ id }) => id))
    expect([listed.has(own), listed.has(another)]).toEqual([reach !== 'none', reach === 'all'])
    expect([...listed].filter((id) => reach === 'own' && !owned.has(id))).toEqual([])
  })
})

function codeOf({ status, json }: Answer): string | undefined {
  return status < 300 ? undefined : (json?.error?.data?.code ?? json?.code ?? String(status))
}

function refusalOf(caller: Caller): string {
  return caller === 'guest' ? 'UNAUTHENTICATED' : 'FORBIDDEN'
}

function expectedCode(operation: Operation, caller: Caller, state: State): string | undefined {
  const reach = reachOf(caller, operation)
  const { names, allowed } = operationRows[operation.path]
  if (reach === 'none') return refusalOf(caller)
  if (names === 'viewId') return state === 'own' ? allowed : 'VIEW_NOT_FOUND' // another agent's view is not shared
  if (names === 'macroId') return state === 'own' ? allowed : 'MACRO_NOT_FOUND'
  const isReached = state === 'own' || (state === 'of another' && caller === 'admin') // admins see those of others
  if (names === 'bulkId' || names === 'endedBulkId') return isReached ? allowed : 'BULK_NOT_FOUND'
  if (names === 'uploadId') return state === 'own' ? allowed : 'UPLOAD_NOT_FOUND' // only its caller can reach an upload
  if (state === 'own' || (state === 'of another' && reach === 'all')) return allowed
  if (names === 'apiKeyId') return state === 'of another' ? allowed : 'API_KEY_NOT_FOUND'
  if (names === 'webhookId') return state === 'of another' ? allowed : 'WEBHOOK_NOT_FOUND' // they have no owners
  if (names === 'agentId' && reach === 'own') return 'FORBIDDEN' // staff know all agents
  return NOT_FOUND[names as 'tagId'] ?? (names === 'ticketId' ? 'TICKET_NOT_FOUND' : 'ATTACHMENT_NOT_FOUND')
}

/** Creates the objects that the input of an operation names, in this state. */
async function objectsIn(state: State, operation: Operation, caller: Caller): Promise<Ids> {
  if (state === 'nonexistent') return NO_IDS
  const isOwn = state === 'own' && caller === 'agent'
  const isOfAnother = state === 'of another'
  const agentId = AGENT_IDS[caller]
  const bulkOwner = agentId === undefined ? idOf(caller, operation) : `agent:${agentId}`
  const ticketId = await ticketOf(isOfAnother ? OTHER : OWNER)
  const used = idsUsedBy(operation)
  const insert = async (names: (keyof Ids)[], work: () => Promise<Partial<Ids>>): Promise<Partial<Ids>> =>
    names.some((name) => used.has(name)) ? work() : {}
  const created = await Promise.all([
    insert(['attachmentId'], async () => ({ attachmentId: await attachmentOf(ticketId) })),
    insert(['uploadId'], async () => ({
      uploadId: await insertUpload(service, ticketId, isOfAnother ? 'another caller' : idOf(caller, operation)),
    })),
    insert(['viewId'], async () => ({
      viewId: await insertView(service, isOfAnother ? 'another agent' : (agentId ?? 'another agent')),
    })),
    insert(['apiKeyId'], async () => ({
      apiKeyId: (await createApiKey(service.db, 'Reporting', ['tickets:read'], null)).id,
    })),
    insert(['webhookId'], async () => ({ webhookId: await insertQuietWebhook(service.db) })),
    insert(['agentId', 'teamId', 'tagId', 'otherTagId', 'calendarId', 'policyId'], () =>
      insertDeskObjects(service.db, isOwn ? 'agent-7' : undefined),
    ),
    insert(['otherTicketId', 'requesterMessageId', 'linkId'], () => insertMergeObjects(service.db, ticketId)),
    insert(['messageId'], async () => ({ messageId: await messageOf(ticketId, caller, operation, null) })),
    insert(['pendingId'], async () => ({
      pendingId: await messageOf(ticketId, caller, operation, '2099-01-01T00:00:00Z'),
    })),
    insert(['bulkId', 'endedBulkId'], () =>
      insertBulks(service.db, isOfAnother ? 'agent:another agent' : bulkOwner, ticketId),
    ),
    insert(['macroId'], async () => ({
      macroId: await insertMacro(service.db, isOfAnother ? 'another agent' : (agentId ?? 'another agent')),
    })),
    insertDrafts(service, ticketId).then(() => ({})),
  ])
  const ids: Ids = Object.assign({ ...NO_IDS, ticketId }, ...created)
  if (state === 'deleted') await deleteObjects(service.db, ids)
  return ids
}

/** The ids that the input of an operation has, and that of the operation before it. */
function idsUsedBy({ path }: Operation): ReadonlySet<PropertyKey> {
  const used = new Set<PropertyKey>()
  const ids = new Proxy(NO_IDS, { get: (all, name) => (used.add(name), all[name as keyof Ids]) })
  const row = operationRows[path]
  row.input(ids)
  if (row.after) operationRows[row.after].input(ids)
  return used
}

const ticketOf = (userId: number) => insertTicketOf(service, userId)

async function attachmentOf(ticketId: number): Promise<number> {
  const headers = bearer(tokens['admin'])
  const form = formOf({ ticketId }, [png])
  const { json } = await service.send('POST', '/api/support_ticket_attachments/upload', form, headers)
  return json.attachmentId
}

/** A reply of the caller, which is sent at `sendAt`; null if it has been sent. */
async function messageOf(
  ticketId: number,
  caller: Caller,
  operation: Operation,
  sendAt: string | null,
): Promise<number> {
  const kinds = { guest: 'requester', member: 'requester', ticketToken: 'requester', agent: 'agent', admin: 'agent' }
  const { messageId } = await service.db
    .insertInto('messages')
    .values({
      ticket_id: ticketId,
      kind: 'reply',
      author_kind: (kinds[caller as 'agent'] ?? 'service') as 'agent',
      author_id: caller === 'ticketToken' ? null : idOf(caller, operation),
      author_name: null,
      body: 'Hola',
      created_at: service.clock.now,
      edited_at: null,
      send_at: sendAt,
    })
    .returning('message_id as messageId')
    .executeTakeFirstOrThrow()
  return messageId
}

const AGENT_IDS: Partial<Record<Caller, string>> = { agent: 'agent-7', admin: '1' }

/** The id of the caller in the service. */
function idOf(caller: Caller, operation: Operation): string {
  if (!caller.startsWith('service'))
    return { member: `member:${OWNER}`, agent: 'agent:agent-7', admin: 'admin:1' }[caller as 'agent'] ?? caller
  const scope = SCOPES.indexOf(scopeOf(operation) ?? SCOPES[0])
  return `service:${scope * 2 + (caller === 'service with scope' ? 1 : 2)}`
}
