import { createSupportClient, type SupportClient } from '@kinconecta/support-client'
import { supportQueries } from '@kinconecta/support-client/react-query'
import { fakeSupport } from '@kinconecta/support-client/testing'

export const support: SupportClient = createSupportClient({ url: 'http://fake', fetch: fakeSupport().fetch })
export const subject: Promise<string> = support.tickets.get({ id: 1 }).then((ticket) => ticket.subject)
export const key: readonly unknown[] = supportQueries(support).tickets.list.queryKey()
// @ts-expect-error -- an id is a number
export const wrong = support.tickets.get({ id: '1' })
