import type { ChangeOf, EventType } from '@kinconecta/support-contracts'

/** One change to be written to the log, and the requester of its ticket. */
export type RecordedChange = ChangeOf & { requesterId: number | null }

/** Records a change of the running call; it becomes an event when the transaction commits. */
export type RecordChange = <Type extends EventType>(change: ChangeOf<Type>, ticket: { userId: number | null }) => void
