import type { SupportRouter } from '@kinconecta/support-contracts'
import { createTRPCClient, httpLink } from '@trpc/client'

const trpc = createTRPCClient<SupportRouter>({ links: [httpLink({ url: 'http://127.0.0.1:8080/trpc' })] })
export const subject: Promise<string> = trpc.tickets.get.query({ id: 1 }).then((ticket) => ticket.subject)
// @ts-expect-error -- an id is a number
export const wrong = trpc.tickets.get.query({ id: '1' })
