import type { DeskTicket } from '@kinconecta/support-client'
import { queryOptions } from '@tanstack/react-query'
import { queryClient } from '../app/query-client.ts'
import { queries, support } from '../app/support.ts'

/** A ticket, and the version that a change has to name. */
export interface VersionedTicket {
  ticket: DeskTicket
  version: number | undefined
}

export function ticketQuery(id: number) {
  return queryOptions({
    queryKey: [...queries.desk.tickets.get.queryKey({ id }), 'version'],
    queryFn: ({ signal }): Promise<VersionedTicket> => readTicket(id, signal),
    retry: false,
  })
}

/** Shows the ticket as the service returned it after a change. */
export function showTicket(changed: VersionedTicket): void {
  queryClient.setQueryData<VersionedTicket>(ticketQuery(changed.ticket.ticketId).queryKey, changed)
}

export async function readTicket(id: number, signal?: AbortSignal): Promise<VersionedTicket> {
  const { data, version } = await support.desk.tickets.get({ id }, { signal }).withResponse()
  return { ticket: data, version }
}
