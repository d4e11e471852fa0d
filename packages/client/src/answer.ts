import type { ChangeOf } from '@kinconecta/support-contracts'

/** A complete response: the data, and metadata from the headers. */
export interface Answer<Data> {
  data: Data
  /** The version of the returned object, for `ifVersion`; undefined for lists and other data without a version. */
  version: number | undefined
  /** Id of the request in the log of the service. */
  requestId: string | undefined
  /** HTTP status of the response. A read that was sent in a batch has the status of the batch. */
  status: number
  /** The access token of the ticket that a guest has created; undefined for all other calls. */
  ticketToken?: string | undefined
  /** The events that a change with `dryRun` would write; undefined for all other calls. */
  dryRunEvents?: ChangeOf[] | undefined
}
