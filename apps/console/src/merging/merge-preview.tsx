import type { DeskTicket, TicketMerge } from '@kinconecta/support-client'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { support } from '../app/support.ts'
import { useSave } from '../app/use-save.ts'
import { PlainText } from '../markdown/lazy-markdown.tsx'
import { useTicketText } from '../text/ticket/ticket-text.ts'
import { StatusBadge } from '../ticket/status-badge.tsx'
import { RelativeTime } from '../time/time.tsx'
import { Button } from '../ui/button.tsx'
import { FormProblem } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { scrollArea } from '../ui/scroll-area.ts'
import { keysOfTickets, type MergePair, mergePreviewQuery, mergeProblem } from './merge-queries.ts'
import styles from './merging.module.css'
import { tellOutcome } from './outcome.ts'

/** Both tickets side by side, what would move, and the button that merges them as they are shown. */
export function MergePreview({
  pair,
  insteadOfOther,
  onTurn,
  onOther,
  onClose,
}: {
  pair: MergePair
  /** The ticket into which the other one was merged. */
  insteadOfOther: number | undefined
  onTurn: () => void
  /** Takes another ticket, or looks for one. */
  onOther: (ticketId: number | undefined) => void
  onClose: () => void
}) {
  const { merge } = useTicketText()
  const { source, target } = pair
  const [sourceId, targetId] = [source.ticket.ticketId, target.ticket.ticketId]
  const problem = mergeProblem(source.ticket, target.ticket)
  const preview = useQuery({ ...mergePreviewQuery(pair), enabled: problem === undefined })
  const { save, isSaving, error } = useMerge(sourceId, targetId, onClose)
  const refusal = error ?? (problem === undefined ? preview.error : undefined)
  const onMerge = () => save({ id: sourceId, into: targetId, ifVersion: source.version, intoIfVersion: target.version })
  return (
    <div className={styles['dialog']}>
      <div className={styles['pair']} ref={useFocus()} tabIndex={-1}>
        <Side ticket={source.ticket} what={merge.closes} />
        <Side ticket={target.ticket} what={merge.receives} />
      </div>
      {problem && <Notice isProblem>{merge.problems[problem]}</Notice>}
      {!problem && preview.data && <Moves {...preview.data} />}
      <FormProblem error={refusal} problems={merge.problems} />
      <div className={styles['actions']}>
        <Button kind="primary" disabled={!preview.data || problem !== undefined || isSaving} onClick={onMerge}>
          {merge.confirm(sourceId, targetId)}
        </Button>
        {insteadOfOther !== undefined && (
          <Button onClick={() => onOther(insteadOfOther)}>{merge.instead(insteadOfOther)}</Button>
        )}
        <Button onClick={onTurn}>{merge.turn}</Button>
        <Button onClick={() => onOther(undefined)}>{merge.another}</Button>
      </div>
    </div>
  )
}

/** Merges, and leads to the ticket that has the messages then. */
function useMerge(sourceId: number, targetId: number, onClose: () => void) {
  const navigate = useNavigate()
  return useSave({
    send: (input: TicketMerge, options) => support.desk.tickets.merge(input, options),
    stale: keysOfTickets(sourceId, targetId),
    onSaved: ({ source, target }) => {
      tellOutcome({ kind: 'merged', ticketId: target.ticketId, otherId: source.ticketId })
      onClose()
      void navigate({ to: '/tickets/$ticketId', params: { ticketId: String(target.ticketId) } })
    },
  })
}

/** Gives the focus to an element when it appears. */
function useFocus() {
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => element.current?.focus(), [])
  return element
}

function Side({ ticket, what }: { ticket: DeskTicket; what: string }) {
  const { ticketId, subject, status, fullName, email, lastActivityAt, message } = ticket
  return (
    <section className={styles['side']} aria-label={`#${ticketId}`}>
      <p className={styles['muted']}>{what}</p>
      <h3>
        #{ticketId} <bdi>{subject}</bdi>
      </h3>
      <p className={styles['muted']}>
        <StatusBadge status={status} /> · <RelativeTime at={lastActivityAt} />
        <br />
        <bdi>{fullName}</bdi> · {email}
      </p>
      <div className={styles['excerpt']} {...scrollArea}>
        <PlainText text={message} />
      </div>
    </section>
  )
}

function Moves({
  movedMessages,
  movedAttachments,
  newFollowers,
}: {
  movedMessages: number
  movedAttachments: number
  newFollowers: number
}) {
  const { merge } = useTicketText()
  return (
    <section aria-label={merge.preview}>
      <h3 className={styles['muted']}>{merge.preview}</h3>
      <ul className={styles['moves']}>
        <li>{merge.messages(movedMessages)}</li>
        <li>{merge.files(movedAttachments)}</li>
        <li>{merge.followers(newFollowers)}</li>
      </ul>
      <p className={styles['muted']}>{merge.stays}</p>
    </section>
  )
}
