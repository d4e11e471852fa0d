import type { Kysely } from 'kysely'
import type { Database } from '../../src/platform/database/tables.ts'
import { sendChange, sendUpdate } from './documented-desk.ts'
import { aTicket, type TestService } from './harness.ts'
import { insertMergeObjects } from './merge-objects.ts'

type Send = TestService['send']

/** Makes the calls of ratings whose answers the document has. */
async function sendSatisfactionCalls(send: Send): Promise<void> {
  const { json } = await send('POST', '/api/support_tickets', { ...aTicket, userId: 42 })
  const ticket = `/api/desk/tickets/${json.ticketId}`
  const rating = `/api/support_tickets/${json.ticketId}/satisfaction`
  await send('PUT', rating, { score: 5 })
  await send('POST', `${ticket}/transition`, { transition: { name: 'resolve', resolutionCode: 'SOLVED' } })
  await sendChange(send, 'PUT', rating, { score: 5, comment: 'Bien' })
  await send('POST', `${ticket}/satisfaction_token`, {}, { 'dry-run': 'true' })
  const { json: made } = await send('POST', `${ticket}/satisfaction_token`, {})
  await sendChange(send, 'PUT', '/api/satisfaction', { token: made.token, score: 4 })
  await send('PUT', '/api/satisfaction', { token: 'kinr_forged', score: 4 })
  await send('GET', `${ticket}/satisfaction`)
}

/** Makes the calls of ratings, merging and links whose answers the document has. */
export async function sendMergeCalls(send: Send, db: Kysely<Database>): Promise<void> {
  await sendSatisfactionCalls(send)
  const create = async (): Promise<number> =>
    (await send('POST', '/api/support_tickets', { ...aTicket, userId: 42 })).json.ticketId
  const [id, other] = [await create(), await create()]
  const ticket = `/api/desk/tickets/${id}`
  const { requesterMessageId: messageId } = await insertMergeObjects(db, id)
  await sendChange(send, 'POST', `${ticket}/split`, { messageId })
  await sendChange(send, 'POST', `${ticket}/links`, { relation: 'blocks', otherTicketId: other })
  const { json } = await send('GET', `${ticket}/links`)
  await sendChange(send, 'DELETE', `${ticket}/links/${json.links[0].linkId}`, undefined)
  await send('DELETE', `${ticket}/links/999999`)
  await sendUpdate(send, 'POST', `${ticket}/merge`, { into: other })
  await sendUpdate(send, 'POST', `${ticket}/unmerge`, {})
}
