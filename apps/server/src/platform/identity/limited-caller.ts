import type { Actor } from '@kinconecta/support-contracts'

/** The caller by whom limits count. A guest counts by its network, also if it has the tokens of several tickets. */
export function limitedCaller(actor: Actor): string {
  return actor.kind === 'ticketToken' ? `guest:${actor.network}` : actor.id
}
