// Creates a ticket as a requester does, and then works on it as an agent: takes it, replies and resolves it. It changes
// no other ticket. Needs a running service, such as `npx pnpm start`; a service with identity needs the token of an
// agent or an admin in SUPPORT_TOKEN.
import { canTransition, createSupportClient, isSupportApiError, type DeskTicket } from '@kinconecta/support-client'

const url = process.env['SUPPORT_URL'] ?? 'http://127.0.0.1:8080'
const requester = createSupportClient({ url })
const support = createSupportClient({ url, token: process.env['SUPPORT_TOKEN'] })

try {
  const { agentId, name } = await support.desk.agents.me()
  console.log(`I am ${name ?? agentId}.`)
  const { ticketId } = await requester.tickets.create({
    fullName: 'María González',
    email: 'maria.gonzalez@example.com',
    subject: 'Cannot access my booking',
    message: 'The page shows an error.',
  })
  const ticket = await take(ticketId)
  if (ticket) await work(ticket)
} catch (error) {
  if (!isSupportApiError(error) || (error.status !== 401 && error.status !== 403)) throw error
  console.error(`Set SUPPORT_TOKEN to the token of an agent or an admin. ${error.message}`)
  process.exitCode = 1
}

/** Takes the ticket. Another agent can be faster; then it returns undefined. */
async function take(id: number): Promise<DeskTicket | undefined> {
  try {
    return await support.desk.tickets.take({ id })
  } catch (error) {
    if (!isSupportApiError(error, 'ALREADY_ASSIGNED')) throw error
    console.log(error.detail)
    return undefined
  }
}

/** Starts the ticket, replies to its requester, and resolves it. */
async function work({ ticketId: id, subject }: DeskTicket): Promise<void> {
  console.log(`I took ticket ${id}: ${subject}`)
  await support.desk.tickets.transition({ id, transition: { name: 'start' } })
  await support.desk.tickets.update({ id, priority: 'HIGH', tags: ['example'] })
  await support.desk.messages.create({ id, kind: 'note', body: 'The page was down until noon.' })
  await support.desk.messages.create({ id, kind: 'reply', body: 'The page works again. Please try once more.' })
  const started = await support.desk.tickets.get({ id })
  if (!canTransition(started, 'resolve', { resolutionCode: 'SOLVED' })) return
  await support.desk.tickets.transition({ id, transition: { name: 'resolve', resolutionCode: 'SOLVED' } })
  console.log(`Ticket ${id} is resolved.`)
}
