import { createSupportClient } from '@kinconecta/support-client'
import { supportQueries } from '@kinconecta/support-client/react-query'
import { endSession } from '../session/session.ts'
import { observedFetch } from './connection.ts'
import { PATH_PREFIX } from './path-prefix.ts'

/** The client of the service. The cookie of the session, which scripts cannot read, says who calls. */
export const support = createSupportClient({
  url: location.origin + PATH_PREFIX,
  fetch: observedFetch,
  onResponse: ({ status, request }) => {
    if (status === 401) endSession()
    if (status === 200 && request.url.includes('/api/events/stream')) streamOpened()
  },
})

let streamOpened = () => {}

/** Calls the function whenever the stream of events has been opened. */
export function onStreamOpened(listener: () => void): void {
  streamOpened = listener
}

export const queries = supportQueries(support)
