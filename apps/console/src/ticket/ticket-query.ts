import type { Ticket } from '@kinconecta/support-client'
import { queryOptions } from '@tanstack/react-query'
import { queries, support } from '../app/support.ts'

/** A ticket, and the version that a change has to name. */
export interface VersionedTicket {
  ticket: Ticket
  version: number | undefined
}

export function ticketQuery(id: number) {
  return queryOptions({
    queryKey: [...queries.tickets.get.queryKey({ id }), 'version'],
    queryFn: async ({ signal }): Promise<VersionedTicket> => {
      const { data, version } = await support.tickets.get({ id }, { signal }).withResponse()
      return { ticket: data, version }
    },
    retry: false,
  })
}
