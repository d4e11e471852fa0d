/** A whole answer: what came back, and what its headers say. */
export interface Answer<Data> {
  data: Data
  /** The version of the object that came back, for `ifVersion`; undefined for lists and what has none. */
  version: number | undefined
  /** Names the request in the service's log. */
  requestId: string | undefined
  /** HTTP status of the answer; a read that travelled in a batch has the batch's. */
  status: number
}
