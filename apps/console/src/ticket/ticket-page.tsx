import { isSupportApiError } from '@kinconecta/support-client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useTitle } from '../app/use-title.ts'
import { useLive } from '../live/use-live.ts'
import { lastQueueSearch } from '../queue/queue-position.ts'
import { useText } from '../text/text.ts'
import { Failure } from '../ui/failure.tsx'
import { Notice } from '../ui/notice.tsx'
import { TicketFacts } from './ticket-facts.tsx'
import styles from './ticket-page.module.css'
import { ticketQuery } from './ticket-query.ts'
import { TicketStatusField } from './ticket-status-field.tsx'

const route = getRouteApi('/shell/tickets/$ticketId')

/** A ticket with its first message, and its status, which can be changed. */
export function TicketPage() {
  const text = useText()
  const id = Number(route.useParams().ticketId)
  const isId = Number.isSafeInteger(id) && id > 0
  const client = useQueryClient()
  const query = ticketQuery(id)
  const { data, error, refetch } = useQuery({ ...query, enabled: isId })
  useLive((message) => {
    const isAbout = message.kind === 'missed' || message.event.ticketId === id
    if (isAbout) void client.invalidateQueries({ queryKey: query.queryKey })
  })
  useTitle(data ? `#${id} ${data.ticket.subject}` : text.ticket.number(id))
  const isMissing = !isId || isSupportApiError(error, 'TICKET_NOT_FOUND')
  return (
    <article className={styles['page']} key={id}>
      <Link to="/" search={lastQueueSearch()}>
        {text.ticket.back}
      </Link>
      {isMissing && <Notice>{text.ticket.notFound}</Notice>}
      {error && !isMissing && !data && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && isId && <p role="status">{text.loading}</p>}
      {data && !isMissing && (
        <>
          <h1>
            <span>#{id}</span> <bdi>{data.ticket.subject}</bdi>
          </h1>
          <TicketStatusField {...data} />
          <TicketFacts ticket={data.ticket} />
          <p className={styles['message']} dir="auto">
            {data.ticket.message}
          </p>
        </>
      )}
    </article>
  )
}
