import { type TicketCreate as Ticket, TicketCreate } from '@kinconecta/support-contracts/schemas'

export const ticket: Ticket = TicketCreate.parse({ fullName: 'Ana', email: 'a@b.c', subject: 'Hola', message: '?' })
export const category: 'OTRO' | undefined = ticket.category === 'OTRO' ? ticket.category : undefined
// @ts-expect-error -- no such category
ticket.category = 'LOST'
