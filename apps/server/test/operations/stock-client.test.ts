import type { SupportRouter } from '@kinconecta/support-contracts'
import { createTRPCClient, httpBatchLink, httpBatchStreamLink, httpLink } from '@trpc/client'
import { describe, expect, it } from 'vitest'
import { aTicket, useService } from '../support/harness.ts'

const service = useService()
const links = { httpLink, httpBatchLink, httpBatchStreamLink }

describe.each(Object.entries(links))('a plain tRPC client with %s', (_, link) => {
  const client = () => createTRPCClient<SupportRouter>({ links: [link({ url: `${service.url}/trpc` })] })

  it('creates, reads, updates, deletes, and gets error codes', async () => {
    const { tickets } = client()
    const ticket = await tickets.create.mutate(aTicket)
    expect(await tickets.get.query({ id: ticket.ticketId })).toEqual(ticket)
    const update = { id: ticket.ticketId, ...aTicket, status: 'CLOSED' as const }
    expect(await tickets.update.mutate(update)).toEqual({ ...ticket, status: 'CLOSED' })
    expect(await tickets.delete.mutate({ id: ticket.ticketId })).toBeNull()
    const error = await tickets.get.query({ id: ticket.ticketId }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ data: { code: 'TICKET_NOT_FOUND', httpStatus: 404, path: 'tickets.get' } })
  })

  it('reads many tickets at once, one of which does not exist', async () => {
    const { tickets } = client()
    const made = await Promise.all(Array.from({ length: 5 }, () => tickets.create.mutate(aTicket)))
    const asked = [...made.map(({ ticketId }) => ticketId), 999_999]
    const answers = await Promise.allSettled(asked.map((id) => tickets.get.query({ id })))
    expect(answers.slice(0, -1)).toEqual(made.map((value) => ({ status: 'fulfilled', value })))
    expect(answers.at(-1)).toMatchObject({ status: 'rejected', reason: { data: { code: 'TICKET_NOT_FOUND' } } })
  })
})
