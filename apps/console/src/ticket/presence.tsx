import { usePresence } from '../live/presence.ts'
import { useAgents } from '../people/people.ts'
import { useTicketText } from '../text/ticket/ticket-text.ts'
import { useLocale } from '../text/text.ts'
import styles from './ticket-page.module.css'

/** Who else is on the ticket, and who writes. */
export function Presence({ ticketId }: { ticketId: number }) {
  const text = useTicketText()
  const others = usePresence(ticketId)
  const { nameOf } = useAgents()
  const list = new Intl.ListFormat(useLocale(), { type: 'conjunction' })
  const namesOf = (state: 'typing' | 'viewing') =>
    others.filter((other) => other.state === state).map(({ agentId }) => nameOf(agentId))
  const [typing, viewing] = [namesOf('typing'), namesOf('viewing')]
  return (
    <p role="status" className={styles['presence']}>
      {typing.length > 0 && <strong>{text.presence.typing(list.format(typing), typing.length)}</strong>}
      {viewing.length > 0 && <span>{text.presence.viewing(list.format(viewing), viewing.length)}</span>}
    </p>
  )
}
