// Calls every operation of the contract as every kind of caller, on objects in every state, over every transport.
import { ACCESS, type Operation, operations, type Reach, type Scope, SCOPES } from '@kinconecta/support-contracts'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { numberEvents } from '../../src/events/sequencer.ts'
import { createApiKey } from '../../src/platform/identity/api-keys.ts'
import { overClient, overRest, overRpc, outcomeOf } from '../support/both-transports.ts'
import { type Answer, aTicket, useService } from '../support/harness.ts'
import { type Ids, operationRows } from '../support/operation-rows.ts'
import { useS3 } from '../support/s3-server.ts'
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
  for (const [agentId, role] of [
    ['agent-7', 'agent'],
    ['1', 'admin'],
  ] as const) {
    const row = { agent_id: agentId, role, name: null, email: null, disabled_at: null }
    await service.db.insertInto('agents').values(row).execute()
  }
  for (const scope of SCOPES) {
    tokens[`service with scope ${scope}`] = await keyFor([scope])
    tokens[`service without scope ${scope}`] = await keyFor(SCOPES.filter((other) => other !== scope))
  }
})

/** The scope that the keys of a test have or lack. Without an own one, every key is refused. */
const scopeOf = ({ path }: Operation): Scope => ACCESS[path].service ?? 'desk:write'

/** The token of a caller. That of a ticket is for `ticketId`. */
const tokenFor = async (caller: Caller, operation: Operation, ticketId: number) => {
  if (caller !== 'ticketToken') return tokens[caller.startsWith('service') ? `${caller} ${scopeOf(operation)}` : caller]
  const path = `/api/support_tickets/${ticketId}/token`
  return (await service.send('POST', path, {}, bearer(tokens['admin']))).json.token as string
}

const reachOf = (caller: Caller, { path }: Operation): Reach => {
  if (caller === 'service with scope') return ACCESS[path].service === null ? 'none' : 'all'
  return caller === 'service without scope' ? 'none' : ACCESS[path][caller]
}

const NO_IDS: Ids = { ticketId: 0, attachmentId: 0, uploadId: '', messageId: 0, pendingId: 0 }

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

describe.each(transports)('over %s', (_, send, offered) => {
  const named = offered.filter(({ path }) => operationRows[path].names !== 'nothing')
  const cells = named.flatMap((operation) =>
    callers.flatMap((caller) => states.map((state) => ({ path: operation.path, operation, caller, state }))),
  )

  it.each(cells)('$path by $caller on an object that is $state', async ({ operation, caller, state }) => {
    const ids = await objectsIn(state, operation, caller)
    const token = await tokenFor(caller, operation, state === 'own' ? ids.ticketId : await ticketOf(OWNER))
    const before = await contents()
    const answer = await send(operation, operationRows[operation.path].input(ids), bearer(token))
    const expected = expectedCode(operation, caller, state)
    expect(codeOf(answer)).toEqual(expected)
    expect(expected === undefined ? before : await contents()).toEqual(before)
  })

  const unnamed = offered.filter(({ path, isList }) => operationRows[path].names === 'nothing' && !isList)
  const creations = unnamed.flatMap((operation) =>
    callers.map((caller) => ({ path: operation.path, operation, caller })),
  )
  it.each(creations)('$path by $caller', async ({ operation, caller }) => {
    const input = operationRows[operation.path].input(NO_IDS)
    const answer = await send(operation, input, bearer(await tokenFor(caller, operation, await ticketOf(OWNER))))
    expect(codeOf(answer)).toBe(reachOf(caller, operation) === 'none' ? refusalOf(caller) : undefined)
  })

  const lists = offered.filter(({ isList, path }) => isList && operationRows[path].names === 'nothing')
  const listings = lists.flatMap((operation) => callers.map((caller) => ({ path: operation.path, operation, caller })))
  it.each(listings)('$path by $caller', async ({ operation, caller }) => {
    await service.db.deleteFrom('support_tickets').execute() // more than a page, from other tests
    const after = await numberEvents(service.db)
    const [own, another] = [await ticketOf(OWNER), await ticketOf(OTHER)]
    for (const ticketId of [own, another]) await attachmentOf(ticketId)
    for (const ticketId of [own, another]) await draftsOf(ticketId)
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
  if (names === 'uploadId') return state === 'own' ? allowed : 'UPLOAD_NOT_FOUND' // only its caller can reach an upload
  if (state === 'own' || (state === 'of another' && reach === 'all')) return allowed
  return names === 'ticketId' ? 'TICKET_NOT_FOUND' : 'ATTACHMENT_NOT_FOUND'
}

/** Creates an object in this state, with all ids that an input can contain. */
async function objectsIn(state: State, operation: Operation, caller: Caller): Promise<Ids> {
  if (state === 'nonexistent') {
    const id = 9_000_000
    return { ticketId: id, attachmentId: id, uploadId: crypto.randomUUID(), messageId: id, pendingId: id }
  }
  const ticketId = await ticketOf(state === 'of another' ? OTHER : OWNER)
  const attachmentId = await attachmentOf(ticketId)
  const uploadId = await uploadOf(ticketId, state === 'of another' ? 'another caller' : idOf(caller, operation))
  const messageId = await messageOf(ticketId, caller, operation, null)
  const pendingId = await messageOf(ticketId, caller, operation, '2099-01-01T00:00:00Z')
  await draftsOf(ticketId)
  if (state === 'deleted') await sql`delete from support_tickets where ticket_id = ${ticketId}`.execute(service.db)
  return { ticketId, attachmentId, uploadId, messageId, pendingId }
}

async function ticketOf(userId: number): Promise<number> {
  const { fullName, email, subject, message } = aTicket
  const { ticketId } = await service.db
    .insertInto('support_tickets')
    .values({
      full_name: fullName,
      email,
      subject,
      message,
      user_id: userId,
      role_context: 'TOURIST',
      created_at: '2026-01-01T00:00:00Z',
      updated_at: '2026-01-01T00:00:00Z',
    })
    .returning('ticket_id as ticketId')
    .executeTakeFirstOrThrow()
  return ticketId
}

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

/** A draft of each agent for the ticket. */
async function draftsOf(ticketId: number): Promise<void> {
  for (const agentId of ['agent-7', '1']) {
    const draft = { agent_id: agentId, ticket_id: ticketId, kind: 'reply', body: 'Hol' } as const
    await service.db
      .insertInto('drafts')
      .values({ ...draft, updated_at: service.clock.now })
      .execute()
  }
}

async function uploadOf(ticketId: number, caller: string): Promise<string> {
  const uploadId = crypto.randomUUID()
  await service.db
    .insertInto('direct_uploads')
    .values({
      upload_id: uploadId,
      caller,
      ticket_id: ticketId,
      file_name: png.name,
      mime_type: png.type,
      size_bytes: png.bytes.length,
      attachment_id: null,
    })
    .execute()
  return uploadId
}

/** The id of the caller in the service. */
function idOf(caller: Caller, operation: Operation): string {
  if (!caller.startsWith('service'))
    return { member: `member:${OWNER}`, agent: 'agent:agent-7', admin: 'admin:1' }[caller as 'agent'] ?? caller
  const scope = SCOPES.indexOf(scopeOf(operation))
  return `service:${scope * 2 + (caller === 'service with scope' ? 1 : 2)}`
}

/** The content of the database without idempotency keys: the newest rows, and the number of files and uploads. */
async function contents(): Promise<unknown> {
  const { rows } = await sql`select
    (select json_agg(t order by ticket_id) from (select * from support_tickets order by 1 desc limit 5) t) as tickets,
    (select json_agg(a order by attachment_id) from (select * from support_ticket_attachments order by 1 desc limit 5) a)
      as attachments,
    (select count(*) from stored_files) as files, (select count(*) from direct_uploads) as uploads`.execute(service.db)
  return rows
}
