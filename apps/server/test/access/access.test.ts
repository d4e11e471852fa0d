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
import { insertQuietWebhook } from '../support/webhook-rows.ts'
import { formOf, png } from '../support/sample-files.ts'
import { bearer, tokenOf } from '../support/tokens.ts'

const service = useService({ isClosed: true, filesOptions: { s3: useS3() } })
const OWNER = 42
const OTHER = 43

const callers = ['guest', 'member', 'agent', 'admin', 'service with scope', 'service without scope'] as const
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
  for (const scope of SCOPES) {
    tokens[`service with scope ${scope}`] = await keyFor([scope])
    tokens[`service without scope ${scope}`] = await keyFor(SCOPES.filter((other) => other !== scope))
  }
  // Operations of people only: no API key may use them.
  tokens['service with scope null'] = await keyFor([...SCOPES])
  tokens['service without scope null'] = tokens['service with scope null']
})

const tokenFor = (caller: Caller, { path }: Operation) =>
  tokens[caller.startsWith('service') ? `${caller} ${ACCESS[path].service}` : caller]

const reachOf = (caller: Caller, { path }: Operation): Reach => {
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
const OTHER_LISTS: ReadonlySet<string> = new Set(['desk.views.list', 'webhooks.list', 'webhooks.listDeliveries'])

describe.each(transports)('over %s', (_, send, offered) => {
  const named = offered.filter(({ path }) => operationRows[path].names !== 'nothing')
  const cells = named.flatMap((operation) =>
    callers.flatMap((caller) => states.map((state) => ({ path: operation.path, operation, caller, state }))),
  )

  it.each(cells)('$path by $caller on an object that is $state', async ({ operation, caller, state }) => {
    const ids = await objectsIn(state, operation, caller)
    const before = await contents()
    const answer = await send(operation, operationRows[operation.path].input(ids), bearer(tokenFor(caller, operation)))
    const expected = expectedCode(operation, caller, state)
    expect(codeOf(answer)).toEqual(expected)
    expect(expected === undefined ? before : await contents()).toEqual(before)
  })

  const listsTickets = ({ path, isList }: Operation) =>
    isList && operationRows[path].names === 'nothing' && !OTHER_LISTS.has(path)
  const unnamed = offered.filter((each) => operationRows[each.path].names === 'nothing' && !listsTickets(each))
  const creations = unnamed.flatMap((operation) =>
    callers.map((caller) => ({ path: operation.path, operation, caller })),
  )
  it.each(creations)('$path by $caller', async ({ operation, caller }) => {
    await sql`delete from webhooks`.execute(service.db) // there may be 50
    const input = operationRows[operation.path].input({
      ticketId: 0,
      attachmentId: 0,
      uploadId: '',
      viewId: 0,
      webhookId: 0,
    })
    const answer = await send(operation, input, bearer(tokenFor(caller, operation)))
    expect(codeOf(answer)).toBe(reachOf(caller, operation) === 'none' ? refusalOf(caller) : undefined)
  })

  const lists = offered.filter(listsTickets)
  const listings = lists.flatMap((operation) => callers.map((caller) => ({ path: operation.path, operation, caller })))
  it.each(listings)('$path by $caller', async ({ operation, caller }) => {
    await sql`delete from support_tickets`.execute(service.db) // the lists are ascending, and one page has 1,000
    const after = await numberEvents(service.db)
    const [own, another] = [await ticketOf(OWNER), await ticketOf(OTHER)]
    for (const ticketId of [own, another]) await attachmentOf(ticketId)
    await numberEvents(service.db)
    const ids = { ticketId: own, attachmentId: 0, uploadId: '', viewId: 0, webhookId: 0 }
    const row = operationRows[operation.path].input(ids)
    const input = operation.path === 'events.list' ? { ...row, after } : row
    const answer = await send(operation, input, bearer(tokenFor(caller, operation)))
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
  if (names === 'uploadId') return state === 'own' ? allowed : 'UPLOAD_NOT_FOUND' // only its caller can reach an upload
  if (state === 'own' || (state === 'of another' && reach === 'all')) return allowed
  if (names === 'webhookId') return state === 'of another' ? allowed : 'WEBHOOK_NOT_FOUND' // they have no owners
  return names === 'ticketId' ? 'TICKET_NOT_FOUND' : 'ATTACHMENT_NOT_FOUND'
}

/** Creates an object in this state, with all ids that an input can contain. */
async function objectsIn(state: State, operation: Operation, caller: Caller): Promise<Ids> {
  if (state === 'nonexistent') {
    const id = 9_000_000
    return { ticketId: id, attachmentId: id, uploadId: crypto.randomUUID(), viewId: id, webhookId: id }
  }
  const ticketId = await ticketOf(state === 'of another' ? OTHER : OWNER)
  const attachmentId = await attachmentOf(ticketId)
  const uploadId = await uploadOf(ticketId, state === 'of another' ? 'another caller' : idOf(caller, operation))
  const viewId = await viewOf(state === 'of another' ? 'another agent' : (AGENT_IDS[caller] ?? 'another agent'))
  const webhookId = await insertQuietWebhook(service.db)
  if (state === 'deleted') {
    await sql`delete from support_tickets where ticket_id = ${ticketId}`.execute(service.db)
    await sql`delete from views where view_id = ${viewId}`.execute(service.db)
    await sql`delete from webhooks where webhook_id = ${webhookId}`.execute(service.db)
  }
  return { ticketId, attachmentId, uploadId, viewId, webhookId }
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

const AGENT_IDS: Partial<Record<Caller, string>> = { agent: 'agent-7', admin: '1' }

async function viewOf(agentId: string): Promise<number> {
  await sql`insert into agents (agent_id, role) values (${agentId}, 'agent') on conflict do nothing`.execute(service.db)
  const { viewId } = await service.db
    .insertInto('views')
    .values({ owner_id: agentId, name: 'All', query: '{}' })
    .returning('view_id as viewId')
    .executeTakeFirstOrThrow()
  return viewId
}

/** The id of the caller in the service. */
function idOf(caller: Caller, operation: Operation): string {
  if (!caller.startsWith('service'))
    return { member: `member:${OWNER}`, agent: 'agent:agent-7', admin: 'admin:1' }[caller as 'agent'] ?? caller
  const scope = SCOPES.indexOf(ACCESS[operation.path].service!)
  return `service:${scope * 2 + (caller === 'service with scope' ? 1 : 2)}`
}

/** The content of the database without idempotency keys: the newest rows, and the number of files and uploads. */
async function contents(): Promise<unknown> {
  const { rows } = await sql`select
    (select json_agg(t order by ticket_id) from (select * from support_tickets order by 1 desc limit 5) t) as tickets,
    (select json_agg(a order by attachment_id) from (select * from support_ticket_attachments order by 1 desc limit 5) a)
      as attachments,
    (select json_agg(v order by view_id) from views v) as views, (select count(*) from stored_files) as files, (select count(*) from direct_uploads) as uploads`.execute(
    service.db,
  )
  return rows
}
