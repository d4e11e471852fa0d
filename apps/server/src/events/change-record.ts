import type { ChangeOf, EventType } from '@kinconecta/support-contracts'

/** A change to write to the event log, and the requester of its ticket. */
export type RecordedChange = ChangeOf & { requesterId: number | null }

/** Records a change of the current call. It becomes an event if the transaction commits. */
export type RecordChange = <Type extends EventType>(change: ChangeOf<Type>, ticket: { userId: number | null }) => void
