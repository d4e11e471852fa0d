import type { Actor } from '@kinconecta/support-contracts'
import type { KeptFile } from '../files/receive-file.ts'

/** What a request brings beside the input of its operation, the same over every transport. */
export interface Call {
  requestId: string
  actor: Actor
  idempotencyKey: string | undefined
  /** The versions of `If-Match`: the object must have one of them. Undefined: there is no condition. */
  ifVersions: number[] | undefined
  /** The files that arrived with the input. */
  received?: KeptFile[]
  /** What the answer says beside the output. Filled in while the call runs. */
  outcome: { version?: number | undefined; isReplayed?: boolean; position?: number }
}
