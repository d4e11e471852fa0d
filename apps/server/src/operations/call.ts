import type { Actor } from '@kinconecta/support-contracts'

/** What a request brings beside the input of its operation, the same from every door. */
export interface Call {
  requestId: string
  actor: Actor
  idempotencyKey: string | undefined
  /** The versions of `If-Match`: the object must have one of them. Undefined: there is no condition. */
  ifVersions: number[] | undefined
  /** Whether its output may be JSON already; tRPC's library takes objects. */
  takesWritten: boolean
  /** What the answer has to say beside the output; filled in while the call is worked on. */
  outcome: { version?: number; isReplayed?: boolean }
}
