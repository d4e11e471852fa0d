import { createSupportClient, isSupportApiError } from '@kinconecta/support-client'
import { supportQueries } from '@kinconecta/support-client/react-query'
import { fakeSupport, makeTicket, makeTicketCreate } from '@kinconecta/support-client/testing'
import { signWebhook, verifyWebhook } from '@kinconecta/support-client/webhooks'

const url = process.env.SUPPORT_URL
const startedMs = performance.now()
const support = createSupportClient({ url })
const { ticketId } = await support.tickets.create(makeTicketCreate())
const firstTicketMs = performance.now() - startedMs

const code = await support.tickets.get({ id: 999_999_999 }).catch((error) => isSupportApiError(error) && error.code)
const { queryKey } = supportQueries(support).tickets.get.queryOptions({ id: ticketId })
const fake = createSupportClient({ url, fetch: fakeSupport({ tickets: [makeTicket({ ticketId: 1523 })] }).fetch })
const { subject } = await fake.tickets.get({ id: 1523 })
const body = JSON.stringify({ id: 'evt_1', type: 'ticket.created' })
// The key pair of RFC 8032, section 7.1, test 1.
const keys = [
  ['whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=', 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY='],
  ['whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=', 'whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo='],
]
const verified = []
for (const [signing, verifying] of keys) {
  const headers = await signWebhook(body, signing)
  verified.push((await verifyWebhook(body, headers, verifying)).type)
}
console.log(
  JSON.stringify({ hasTicket: ticketId > 0, code, queryKey: queryKey.length, subject, verified, firstTicketMs }),
)
