import { isSupportApiError } from '@kinconecta/support-client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useTitle } from '../app/use-title.ts'
import { queries } from '../app/support.ts'
import { conversationQuery } from '../conversation/conversation-cache.ts'
import { useLive } from '../live/use-live.ts'
import { lastQueueSearch } from '../queue/queue-position.ts'
import { useText } from '../text/text.ts'
import { Failure } from '../ui/failure.tsx'
import { Notice } from '../ui/notice.tsx'
import styles from './ticket-page.module.css'
import { ticketQuery } from './ticket-query.ts'
import { TicketView } from './ticket-view.tsx'

const route = getRouteApi('/shell/tickets/$ticketId')

/** A ticket with its conversation. */
export function TicketPage() {
  const text = useText()
  const id = Number(route.useParams().ticketId)
  const isId = Number.isSafeInteger(id) && id > 0
  const query = ticketQuery(id)
  const { data, error, refetch } = useQuery({ ...query, enabled: isId })
  useLiveTicket(id)
  useTitle(data ? `#${id} ${data.ticket.subject}` : text.ticket.number(id))
  const isMissing = !isId || isSupportApiError(error, 'TICKET_NOT_FOUND')
  return (
    <article className={styles['page']} key={id}>
      <Link to="/" search={lastQueueSearch()} className={styles['back']}>
        <ArrowLeft size={16} aria-hidden />
        {text.ticket.back}
      </Link>
      {isMissing && <Notice>{text.ticket.notFound}</Notice>}
      {error && !isMissing && !data && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && isId && <p role="status">{text.loading}</p>}
      {data && !isMissing && <TicketView shown={data} />}
    </article>
  )
}

/** Reads again what has changed, without moving anything. */
function useLiveTicket(id: number): void {
  const client = useQueryClient()
  useLive((message) => {
    if (message.kind === 'event' && message.event.ticketId !== id) return
    const type = message.kind === 'event' ? message.event.type : 'missed'
    const read = (queryKey: readonly unknown[]) => void client.invalidateQueries({ queryKey })
    read(ticketQuery(id).queryKey)
    read(queries.desk.tickets.timeline.queryKey({ id }))
    if (/message|note|attachment|file|merged|split|missed/.test(type)) read(conversationQuery(id).queryKey)
  })
}
