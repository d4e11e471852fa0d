import { isSupportApiError, type TicketLink, type TicketLinkCreate } from '@kinconecta/support-client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { queries, support } from '../app/support.ts'
import { useSave } from '../app/use-save.ts'
import { useCommand } from '../commands/run.ts'
import { useLive } from '../live/use-live.ts'
import { useTicketText } from '../text/ticket/ticket-text.ts'
import detailStyles from '../ticket/ticket-details.module.css'
import { StatusBadge } from '../ticket/status-badge.tsx'
import { Button } from '../ui/button.tsx'
import { CommandButton } from '../ui/command-button.tsx'
import { FormProblem } from '../ui/form.tsx'
import { keysOfTickets } from './merge-queries.ts'
import styles from './merging.module.css'

/** The tickets that are linked to this one, in both directions. */
export function LinkList({ ticketId, onAdd }: { ticketId: number; onAdd: () => void }) {
  const text = useTicketText()
  const { data, error } = useQuery({ ...queries.desk.links.list.queryOptions({ id: ticketId }), retry: false })
  const links = data?.links ?? []
  const [removed, setRemoved] = useState<TicketLink>()
  const removing = useRemoving(ticketId, setRemoved)
  useCommand('ticket.link', onAdd)
  useLiveLinks(ticketId, links)
  return (
    <section className={detailStyles['section']} aria-label={text.links.title}>
      <h2>{text.links.title}</h2>
      {data && links.length === 0 && <p className={detailStyles['muted']}>{text.links.none}</p>}
      {links.length > 0 && (
        <ul className={detailStyles['others']}>
          {links.map((link) => (
            <LinkItem key={link.linkId} link={link} onRemove={() => removing.save(link)} isBusy={removing.isSaving} />
          ))}
        </ul>
      )}
      {removed && <Removed key={removed.linkId} link={removed} onDone={() => setRemoved(undefined)} />}
      <FormProblem error={removing.error ?? error} problems={text.links.problems} />
      <div>
        <CommandButton command="ticket.link">{text.links.add}</CommandButton>
      </div>
    </section>
  )
}

/** Somebody else may have removed the link already; then it is removed too. */
function useRemoving(id: number, onRemoved: (link: TicketLink) => void) {
  return useSave({
    send: async ({ linkId }: TicketLink, options) => {
      const result = await support.desk.links.delete({ id, linkId }, options).result()
      if (!result.ok && !isSupportApiError(result.error, 'LINK_NOT_FOUND')) throw result.error
    },
    stale: keysOfTickets(id),
    onSaved: (_, link) => onRemoved(link),
  })
}

/** Reads the links again when one is added or removed, or when a linked ticket changes. */
function useLiveLinks(id: number, links: readonly TicketLink[]): void {
  const client = useQueryClient()
  useLive((message) => {
    const isOther = ({ otherTicketId }: TicketLink) =>
      message.kind === 'event' && message.event.ticketId === otherTicketId
    const isOwn = message.kind === 'event' && message.event.ticketId === id && /link|split/.test(message.event.type)
    if (message.kind !== 'missed' && !isOwn && !links.some(isOther)) return
    void client.invalidateQueries({ queryKey: queries.desk.links.list.queryKey({ id }) })
  })
}

function LinkItem({
  link: { relation, otherTicketId, otherSubject, otherStatus },
  onRemove,
  isBusy,
}: {
  link: TicketLink
  onRemove: () => void
  isBusy: boolean
}) {
  const { links } = useTicketText()
  return (
    <li>
      <span className={detailStyles['muted']}>
        {links.relations[relation]} · <StatusBadge status={otherStatus} />
      </span>
      <span className={styles['link']}>
        <Link to="/tickets/$ticketId" params={{ ticketId: String(otherTicketId) }}>
          #{otherTicketId} <bdi>{otherSubject}</bdi>
        </Link>
        <Button kind="quiet" onClick={onRemove} disabled={isBusy} aria-label={links.remove(otherTicketId)}>
          <X size={16} aria-hidden />
        </Button>
      </span>
    </li>
  )
}

/** Says that a link was removed, and makes it again on demand. */
function Removed({
  link: { ticketId: id, relation, otherTicketId },
  onDone,
}: {
  link: TicketLink
  onDone: () => void
}) {
  const { links } = useTicketText()
  const undo = useRef<HTMLButtonElement>(null)
  const { save, isSaving, error } = useSave({
    send: (input: TicketLinkCreate, options) => support.desk.links.create(input, options),
    stale: keysOfTickets(id),
    onSaved: onDone,
  })
  useEffect(() => undo.current?.focus(), []) // the button that removed it is gone
  return (
    <div className={styles['removed']}>
      <p role="status">{links.removed(otherTicketId)}</p>
      <Button ref={undo} onClick={() => save({ id, relation, otherTicketId })} disabled={isSaving}>
        {links.undo}
      </Button>
      <FormProblem error={error} problems={links.problems} />
    </div>
  )
}
