import type { Actor } from '@kinconecta/support-contracts'

/** Whether the caller is a requester: not the support team, and no API key. */
export function isRequester({ kind }: Actor): boolean {
  return kind !== 'agent' && kind !== 'admin' && kind !== 'service'
}

/** The caller by whom limits count. A guest counts by its network, also if it has the tokens of several tickets. */
export function limitedCaller(actor: Actor): string {
  return actor.kind === 'ticketToken' ? `guest:${actor.network}` : actor.id
}
