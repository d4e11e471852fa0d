import type { EventActor } from '@kinconecta/support-client'
import { useAgents } from '../people/people.ts'
import { useTicketText } from '../text/ticket/ticket-text.ts'

/** Who made a change, in words. */
export function useActorName(): (actor: EventActor) => string {
  const text = useTicketText()
  const { nameOf } = useAgents()
  return ({ kind, id }) => {
    if (kind === 'system') return text.timeline.system
    if (kind === 'service') return text.session.apiKey
    if (kind === 'guest' || kind === 'member') return text.conversation.requester
    return id === null ? text.conversation.agent : nameOf(id.replace(/^(?:agent|admin):/, ''))
  }
}
