import type { DeskTicket } from '@kinconecta/support-client'
import { useTeams, useAgents } from '../people/people.ts'
import { usePreferences } from '../preferences/preferences.ts'
import { useLocale, useText } from '../text/text.ts'
import { dateTime, parseTimestamp } from '../time/timestamp.ts'
import type { TicketField } from './ticket-change.ts'

/** The value of a field of a ticket, in words. */
export function useFieldValue(): (field: TicketField, ticket: DeskTicket) => string {
  const text = useText()
  const locale = useLocale()
  const { timeZone } = usePreferences()
  const { nameOf } = useAgents()
  const { teams } = useTeams()
  const list = new Intl.ListFormat(locale, { type: 'unit' })
  const showOther = (field: TicketField, value: unknown) => {
    if (typeof value === 'boolean') return value ? text.yes : text.no
    if (typeof value === 'number') return String(value)
    if (typeof value !== 'string') return '—'
    return /(?:At|Until)$/.test(field) ? dateTime(parseTimestamp(value), locale, timeZone) : value
  }
  return (field, ticket) => {
    switch (field) {
      case 'status':
        return text.status[ticket.status]
      case 'priority':
        return text.priority[ticket.priority]
      case 'waitingOn':
        return text.waitingOn[ticket.waitingOn]
      case 'category':
        return text.category[ticket.category]
      case 'assigneeId':
        return ticket.assigneeId === null ? text.ticket.nobody : nameOf(ticket.assigneeId)
      case 'teamId':
        return teams.find(({ teamId }) => teamId === ticket.teamId)?.name ?? text.ticket.noTeam
      case 'tags':
        return ticket.tags.length === 0 ? '—' : list.format(ticket.tags)
      case 'resolutionCode':
        return ticket.resolutionCode === null ? '—' : text.resolution[ticket.resolutionCode]
      default:
        return showOther(field, ticket[field])
    }
  }
}
