import type { TicketPresence } from '@kinconecta/support-contracts'

/** Follows who is on which ticket, for the streams of this process. */
export interface PresenceSource {
  /** Starts with all tickets on which anyone is now. */
  follow(): FollowedPresence
}

/** The changes of presence for one stream. Of a ticket that changed several times, only the last state is kept. */
export interface FollowedPresence {
  /** Resolves when there are changes. */
  changed(): Promise<void>
  /** Returns the changes since the last call. */
  take(): TicketPresence[]
  close(): void
}
