import type { DeskTicket } from '@kinconecta/support-client'
import { Link } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { support } from '../app/support.ts'
import { useSave } from '../app/use-save.ts'
import { useTicketText } from '../text/ticket/ticket-text.ts'
import { useText } from '../text/text.ts'
import { useNow } from '../time/time.tsx'
import { parseTimestamp } from '../time/timestamp.ts'
import { Button } from '../ui/button.tsx'
import { FormProblem } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { keysOfTickets } from './merge-queries.ts'
import styles from './merging.module.css'
import { tellOutcome, useOutcome } from './outcome.ts'

const UNDO_MS = 24 * 3_600_000

/** Where the messages of a merged ticket are, and what was just done with this ticket. */
export function MergeNotices({ ticket }: { ticket: DeskTicket }) {
  return (
    <>
      {ticket.mergedInto !== null && <MergedNotice ticket={ticket} targetId={ticket.mergedInto} />}
      <OutcomeNotice ticketId={ticket.ticketId} />
    </>
  )
}

function MergedNotice({ ticket: { ticketId, mergedAt }, targetId }: { ticket: DeskTicket; targetId: number }) {
  const { merge } = useTicketText()
  const now = useNow()
  const canUndo = mergedAt !== null && now.getTime() - parseTimestamp(mergedAt).getTime() < UNDO_MS
  return (
    <Notice>
      <p>{merge.mergedInto(targetId)}</p>
      <div className={styles['actions']}>
        <TicketLink id={targetId} />
        <UndoMerge sourceId={ticketId} targetId={targetId} shownId={ticketId} isPossible={canUndo} />
      </div>
    </Notice>
  )
}

function OutcomeNotice({ ticketId }: { ticketId: number }) {
  const text = useTicketText()
  const { merge, split } = text
  const outcome = useOutcome(ticketId)
  if (!outcome) return undefined
  const { kind, otherId } = outcome
  const sentences = {
    merged: merge.done(otherId),
    unmerged: merge.undone,
    split: split.done(otherId),
    written: merge.written(otherId),
  }
  return (
    <Notice>
      <div className={styles['told']}>
        <p>{sentences[kind]}</p>
        <Button kind="quiet" onClick={() => tellOutcome(undefined)} aria-label={text.close}>
          <X size={16} aria-hidden />
        </Button>
      </div>
      <div className={styles['actions']}>
        <TicketLink id={otherId} />
        {kind === 'merged' && <UndoMerge sourceId={otherId} targetId={ticketId} shownId={ticketId} />}
      </div>
    </Notice>
  )
}

function TicketLink({ id }: { id: number }) {
  return (
    <Link to="/tickets/$ticketId" params={{ ticketId: String(id) }}>
      {useText().palette.goToTicket(id)}
    </Link>
  )
}

/** The reason of a refusal stays when the button goes. */
function UndoMerge({
  sourceId,
  targetId,
  shownId,
  isPossible = true,
}: {
  sourceId: number
  targetId: number
  /** The ticket of the page. */
  shownId: number
  isPossible?: boolean
}) {
  const { merge } = useTicketText()
  const { save, isSaving, error } = useSave({
    send: (id: number, options) => support.desk.tickets.unmerge({ id }, options),
    stale: keysOfTickets(sourceId, targetId),
    onSaved: () =>
      tellOutcome({ kind: 'unmerged', ticketId: shownId, otherId: shownId === sourceId ? targetId : sourceId }),
  })
  return (
    <>
      {isPossible && (
        <Button onClick={() => save(sourceId)} disabled={isSaving}>
          {merge.undo}
        </Button>
      )}
      <FormProblem error={error} problems={merge.undoProblems} />
    </>
  )
}
