// Plays an agent: after a requester has written a ticket, takes one that nobody has, works on it and resolves it. Needs a running service, such as
// `npx pnpm start`; a service with identity needs the token of an agent in SUPPORT_TOKEN.
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

/** Takes the first open ticket that nobody has. Another agent can be faster; then it takes the next one. */
async function takeOne(): Promise<DeskTicket | undefined> {
  for await (const { ticketId: id } of support.tickets.list({ status: ['OPEN'] })) {
    if ((await support.desk.tickets.get({ id })).assigneeId !== null) continue
    try {
      return await support.desk.tickets.take({ id })
    } catch (error) {
      if (!isSupportApiError(error, 'ALREADY_ASSIGNED')) throw error
      console.log(error.detail)
    }
  }
  return undefined
}

/** Starts and resolves a ticket. */
async function work({ ticketId: id, subject }: DeskTicket): Promise<void> {
  console.log(`I took ticket ${id}: ${subject}`)
  await support.desk.tickets.transition({ id, transition: { name: 'start' } })
  await support.desk.tickets.update({ id, priority: 'HIGH', tags: ['example'] })
  const started = await support.desk.tickets.get({ id })
  if (!canTransition(started, 'resolve', { resolutionCode: 'SOLVED' })) return
  await support.desk.tickets.transition({ id, transition: { name: 'resolve', resolutionCode: 'SOLVED' } })
  console.log(`Ticket ${id} is resolved.`)
}
