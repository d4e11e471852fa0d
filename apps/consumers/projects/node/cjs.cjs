const { createSupportClient, isSupportApiError } = require('@kinconecta/support-client')
const { supportQueries } = require('@kinconecta/support-client/react-query')
const { fakeSupport, makeTicket, makeTicketCreate } = require('@kinconecta/support-client/testing')

async function main() {
  const url = process.env.SUPPORT_URL
  const startedMs = performance.now()
  const support = createSupportClient({ url })
  const { ticketId } = await support.tickets.create(makeTicketCreate())
  const firstTicketMs = performance.now() - startedMs

  const code = await support.tickets.get({ id: 999_999_999 }).catch((error) => isSupportApiError(error) && error.code)
  const { queryKey } = supportQueries(support).tickets.get.queryOptions({ id: ticketId })
  const fake = createSupportClient({ url, fetch: fakeSupport({ tickets: [makeTicket({ ticketId: 1523 })] }).fetch })
  const { subject } = await fake.tickets.get({ id: 1523 })
  console.log(JSON.stringify({ hasTicket: ticketId > 0, code, queryKey: queryKey.length, subject, firstTicketMs }))
}

main()
