import { createSupportClient, isConnectionError, isSupportApiError } from '@kinconecta/support-client'

/** Creates a ticket, reads it back, and is refused and not answered once each. */
export async function visit(url) {
  const support = createSupportClient({ url })
  const ticket = { fullName: 'Ana', email: 'ana@example.com', subject: 'From a browser', message: 'Hola' }
  const { data, version } = await support.tickets.create(ticket).withResponse()
  const [{ subject }, page] = await Promise.all([
    support.tickets.get({ id: data.ticketId }),
    support.tickets.list({ limit: 1 }),
  ])
  const refused = await support.tickets.create({ ...ticket, subject: '' }).catch((error) => error)
  const unreached = createSupportClient({ url: 'http://127.0.0.1:1', maxRetries: 0 })
  return {
    version,
    subject,
    items: page.items.length,
    fields: isSupportApiError(refused, 'INVALID_INPUT') && Object.keys(refused.fieldErrors),
    isUnreached: await unreached.tickets.get({ id: 1 }).catch(isConnectionError),
  }
}
