import type { DeskTicket, SupportEvent } from '@kinconecta/support-client'
import { queryClient } from '../app/query-client.ts'
import { router } from '../app/router.tsx'
import { ownAgentId } from '../people/people.ts'
import { preferences } from '../preferences/preferences.ts'
import { currentText } from '../text/text.ts'
import { ticketQuery } from '../ticket/ticket-query.ts'
import { onLiveMessage } from './event-channel.ts'
import { isAnyTabVisible, tellVisibility } from './visible-tabs.ts'

type Reason = 'assigned' | 'replied' | 'warning' | 'breached'

/**
 * Tells the user of what happens to their tickets while no tab of the console is visible. Only the tab that reads the
 * stream does, so that it is told once.
 */
export function notifyOfEvents(readsStream: () => boolean): void {
  tellVisibility()
  onLiveMessage((message) => {
    if (message.kind !== 'event' || !readsStream() || !isWanted()) return
    const reason = reasonOf(message.event)
    if (reason) void notify(message.event.ticketId, reason).catch(() => {}) // there is nothing to be done about it
  })
}

function isWanted(): boolean {
  return preferences().hasNotifications && 'Notification' in globalThis && Notification.permission === 'granted'
}

/** Why an event may concern the user. Whose ticket it is, only the ticket tells. */
function reasonOf({ type, data }: SupportEvent): Reason | undefined {
  if (type === 'ticket.assigned') return data.toAgentId === ownAgentId() ? 'assigned' : undefined
  if (type === 'message.created') return data.authorKind === 'requester' ? 'replied' : undefined
  if (type === 'ticket.sla_warning') return 'warning'
  return type === 'ticket.sla_breached' ? 'breached' : undefined
}

async function notify(ticketId: number, reason: Reason): Promise<void> {
  if (await isAnyTabVisible()) return
  const { ticket } = await queryClient.fetchQuery({ ...ticketQuery(ticketId), staleTime: 0 })
  if (ticket.assigneeId === ownAgentId()) show(ticket, reason)
}

/** A later one about the same ticket takes the place of the first. */
function show({ ticketId, subject }: DeskTicket, reason: Reason): void {
  const notification = new Notification(currentText().notifications[reason], {
    body: `#${ticketId} ${subject}`,
    tag: `kin-ticket-${ticketId}`,
  })
  notification.addEventListener('click', () => {
    window.focus()
    notification.close()
    void router.navigate({ to: '/tickets/$ticketId', params: { ticketId: String(ticketId) } })
  })
}
