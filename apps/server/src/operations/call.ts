import type { Actor, ChangeOf } from '@kinconecta/support-contracts'
import type { StoredUpload } from '../files/receive-file.ts'

/** The data of a request other than the input of its operation. It is the same over every transport. */
export interface Call {
  requestId: string
  actor: Actor
  idempotencyKey: string | undefined
  /** The versions of `If-Match`: the object must have one of them. Undefined if there is no condition. */
  ifVersions: number[] | undefined
  /** Whether a change is only tried: its transaction is rolled back. */
  isDryRun: boolean
  /** The files that were uploaded with the input. */
  received?: StoredUpload[]
  /** Closes the connection of a stream, unless everything was sent. */
  breakOff?: () => void
  /** The data of the response other than the output. It is set while the call runs. */
  outcome: {
    version?: number | undefined
    isReplayed?: boolean
    position?: number
    dryRunEvents?: ChangeOf[]
    /** The access token of the ticket that a guest has created. */
    ticketToken?: string | undefined
  }
}
