import {
  createSupportClient,
  isErrorOf,
  isSupportApiError,
  type SupportApiError,
  SupportError,
  type SupportErrorCode,
} from '@kinconecta/support-client'
import { supportQueries } from '@kinconecta/support-client/react-query'
import { fakeSupport, makeTicket } from '@kinconecta/support-client/testing'
import { signWebhook, verifyWebhook } from '@kinconecta/support-client/webhooks'

const support = createSupportClient({ url: 'https://support.example', token: async () => 'token', fetch })

const ticket = await support.tickets.create({ fullName: '', email: '', subject: '', message: '', category: 'OTRO' })
export const id: number = ticket.ticketId
export const status: 'OPEN' | 'IN_PROGRESS' | 'RESOLVED' | 'CLOSED' = ticket.status
export const underneath: string = (await support.trpc.tickets.get.query({ id })).subject
for await (const { fileSizeBytes } of support.attachments.list({ limit: 20 })) fileSizeBytes satisfies number | null

// Nothing has become any: what is wrong does not compile.
// @ts-expect-error -- no such status
await support.tickets.update({ ...ticket, id, status: 'LOST' })
// @ts-expect-error -- the message is missing
await support.tickets.create({ fullName: '', email: '', subject: '' })
// @ts-expect-error -- an id is a number
await support.trpc.tickets.get.query({ id: '1' })
// @ts-expect-error -- no such operation
await support.trpc.tickets.lose.mutate({ id })

export function explain(error: unknown): SupportApiError['fieldErrors'] | SupportErrorCode | string {
  if (isSupportApiError(error, 'INVALID_INPUT')) {
    error.code satisfies 'INVALID_INPUT'
    return error.fieldErrors
  }
  if (isSupportApiError(error)) return error.code
  return error instanceof SupportError ? error.message : 'unknown'
}

// What an operation can fail with is a closed set, also through the bundled declarations.
const result = await support.tickets.delete({ id }).result()
if (result.ok) result.data satisfies null
else if (result.error.code === 'PRECONDITION_FAILED') result.error satisfies SupportApiError<'PRECONDITION_FAILED'>
// @ts-expect-error -- not a code of this operation
else if (result.error.code === 'FILE_TOO_LARGE') result.error satisfies never

export function isGone(error: unknown): boolean {
  // @ts-expect-error -- not a code of this operation
  isErrorOf('tickets.get', error, 'FILE_TOO_LARGE')
  return isErrorOf('tickets.get', error, 'TICKET_NOT_FOUND')
}

const options = supportQueries(support).tickets.get.queryOptions({ id })
export const read: Promise<{ subject: string }> = options.queryFn({ signal: new AbortController().signal })
export const faked = createSupportClient({ url: 'http://fake', fetch: fakeSupport({ tickets: [makeTicket()] }).fetch })

const message = await verifyWebhook('{}', await signWebhook('{}', 'whsec_'), ['whsec_'])
if (message.type === 'ticket.status_changed') message.data.to satisfies 'OPEN' | 'IN_PROGRESS' | 'RESOLVED' | 'CLOSED'
if (message.type === 'attachment.created') message.object?.fileName satisfies string | undefined
// @ts-expect-error -- no such type
if (message.type === 'ticket.lost') message satisfies never
