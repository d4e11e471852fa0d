import document from '@kinconecta/support-contracts/openapi.json' with { type: 'json' }
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { insertAgents, insertDeskObjects } from '../support/desk.ts'
import { anAttachment, aTicket, outboundRules, useService } from '../support/harness.ts'
import { useS3 } from '../support/s3-server.ts'
import { ATTACHMENTS, TICKETS } from '../support/stored-files.ts'
import { insertQuietWebhook } from '../support/webhook-rows.ts'

// The host of the example exists when its webhook is saved, and not when events are sent, so that nothing is sent.
let lookups = 0
const resolve = async () => (lookups++ === 0 ? ['93.184.215.14'] : [])
const service = useService({
  filesOptions: { s3: useS3() },
  webhooksOptions: { outboundRules: { ...outboundRules, resolve } },
})

interface Media {
  example?: Record<string, unknown>
}

interface Described {
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, unknown>
}

type Documented = Record<string, Record<string, Described>>

/** Every request body of the document, for each media type. */
const bodies = Object.entries(document.paths as Documented).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, { requestBody, responses }]) =>
    Object.entries(requestBody?.content ?? {}).map(([type, { example }]) => ({
      method,
      path,
      type,
      example,
      status: Number(Object.keys(responses).find((code) => code.startsWith('2'))),
    })),
  ),
)

it('every operation with a body has one media type', () => {
  expect(bodies.length).toBeGreaterThan(6)
  expect(new Set(bodies.map(({ method, path }) => `${method} ${path}`)).size).toBe(bodies.length)
})

it.each(bodies)(
  'the example of $method $path, as $type, works when it is sent',
  async ({ path, method, type, example, status }) => {
    // The examples refer to the first object of each kind.
    const address = path
      .replace('/agents/{id}', '/agents/agent-7')
      .replace('{id}', '1')
      .replace('{messageId}', '1')
      .replace('{macroId}', '1')
      .replace('{kind}', 'note')
    await ensureFirst(path)
    const token = path === '/satisfaction' ? await ratingToken() : undefined
    const body = bodyOf(type, token === undefined ? example! : { ...example, token })
    // A merge would take the messages that other examples refer to.
    const headers = path.endsWith('/merge') ? { 'dry-run': 'true' } : undefined
    const answer = await service.send(method.toUpperCase(), `/api${address}`, body, headers)
    expect([answer.status, answer.text]).toEqual([status, expect.any(String)])
  },
)

async function ratingToken(): Promise<string> {
  return (await service.client.desk.satisfaction.createToken({ id: 1 })).token
}

async function ensureFirst(path: string): Promise<void> {
  const has = async (address: string) => (await service.send('GET', address)).status === 200
  if (!(await has(`${TICKETS}/1`))) await service.send('POST', TICKETS, aTicket)
  await insertAgents(service.db, 'agent-7')
  if (!(await has('/api/desk/teams/1'))) await insertDeskObjects(service.db, 'agent-7')
  // Examples of other operations resolve and assign the ticket.
  const status = path.includes('satisfaction') ? 'RESOLVED' : 'OPEN'
  const fresh = { status, resolved_at: service.clock.now, assignee_id: null } as const
  await service.db.updateTable('support_tickets').set(fresh).where('ticket_id', '=', 1).execute()
  if (!(await has('/api/webhooks/1'))) await insertQuietWebhook(service.db)
  const { json: messages } = await service.send('GET', `${TICKETS}/1/messages`)
  if (messages.length === 1) await service.send('POST', `${TICKETS}/1/messages`, { body: 'Hola' })
  await ensureOthers()
  if (!(await has(`${ATTACHMENTS}/1`))) await service.send('POST', ATTACHMENTS, { ...anAttachment, ticketId: 1 })
}

/** The tickets and the message of a requester that examples of merges and links refer to. */
async function ensureOthers(): Promise<void> {
  await sql`insert into support_tickets (ticket_id, user_id, full_name, email, subject, message, created_at, updated_at)
    select id, user_id, full_name, email, subject, message, created_at, updated_at
    from support_tickets, unnest(array[1523, 1524]) as id where ticket_id = 1
    on conflict (ticket_id) do update set user_id = excluded.user_id, email = excluded.email`.execute(service.db)
  await sql`insert into messages (message_id, ticket_id, kind, author_kind, body, created_at)
    values (77, 1, 'reply', 'requester', 'Hola', now()) on conflict do nothing`.execute(service.db)
}

/** The body of an example: JSON, or a form whose files are text files. */
function bodyOf(type: string, example: Record<string, unknown>): unknown {
  if (type === 'application/json') return example
  const form = new FormData()
  for (const [name, value] of Object.entries(example)) {
    for (const each of [value].flat()) {
      const isBytes = name === 'file' || name === 'files'
      form.append(name, isBytes ? new File([String(each)], 'question.txt', { type: 'text/plain' }) : String(each))
    }
  }
  return form
}
