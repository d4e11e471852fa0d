// Plays an agent: after a requester has written a ticket, takes one that nobody has, replies and resolves it. Needs a
// running service, such as `npx pnpm start`; a service with identity needs the token of an agent in SUPPORT_TOKEN.
import { canTransition, createSupportClient, isSupportApiError, type DeskTicket } from '@kinconecta/support-client'

const support = createSupportClient({
  url: process.env['SUPPORT_URL'] ?? 'http://127.0.0.1:8080',
  token: process.env['SUPPORT_TOKEN'],
})

await support.tickets.create({
  fullName: 'María González',
  email: 'maria.gonzalez@example.com',
  subject: 'Cannot access my booking',
  message: 'The page shows an error.',
})
const { agentId, name } = await support.desk.agents.me()
console.log(`I am ${name ?? agentId}.`)
const ticket = await takeOne()
if (ticket) await work(ticket)
else console.log('Nobody needs help.')

/** Takes the most urgent open ticket that nobody has. Another agent can be faster; then it takes the next one. */
async function takeOne(): Promise<DeskTicket | undefined> {
  const waiting = support.desk.tickets.list({ status: ['OPEN'], assigneeId: 'none', sort: '-priority' })
  for await (const { ticketId: id } of waiting) {
    try {
      return await support.desk.tickets.take({ id })
    } catch (error) {
      if (!isSupportApiError(error, 'ALREADY_ASSIGNED')) throw error
      console.log(error.detail)
    }
  }
  return undefined
}

/** Starts a ticket, replies to its requester, and resolves it. */
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
