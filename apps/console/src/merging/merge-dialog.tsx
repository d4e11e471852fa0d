import type { DeskTicket } from '@kinconecta/support-client'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTicketText } from '../text/ticket/ticket-text.ts'
import { ticketQuery, type VersionedTicket } from '../ticket/ticket-query.ts'
import { Dialog } from '../ui/dialog.tsx'
import { FormProblem } from '../ui/form.tsx'
import { MergePreview } from './merge-preview.tsx'
import { isDone } from './merge-queries.ts'
import { TicketFinder } from './ticket-finder.tsx'

/** Finds another ticket, shows what a merge would do, and merges the two. */
export default function MergeDialog({ ticket, onClose }: { ticket: DeskTicket; onClose: () => void }) {
  const { merge } = useTicketText()
  const field = useRef<HTMLInputElement>(null)
  const [otherId, setOtherId] = useState<number>()
  return (
    <Dialog title={merge.title} size="wide" onClose={onClose} initialFocus={field}>
      {otherId === undefined ? (
        <TicketFinder ticket={ticket} field={field} onChoose={setOtherId} />
      ) : (
        <BothTickets key={otherId} ownId={ticket.ticketId} otherId={otherId} onOther={setOtherId} onClose={onClose} />
      )}
    </Dialog>
  )
}

interface OtherTicket {
  /** Takes another ticket, or looks for one. */
  onOther: (ticketId: number | undefined) => void
  onClose: () => void
}

/** Reads both tickets as they are now. */
function BothTickets({ ownId, otherId, ...handlers }: OtherTicket & { ownId: number; otherId: number }) {
  const text = useTicketText()
  const { merge } = text
  const own = useQuery(ticketQuery(ownId))
  const other = useQuery({ ...ticketQuery(otherId), staleTime: 0 })
  if (own.data && other.data) return <Merge own={own.data} other={other.data} {...handlers} />
  const error = own.error ?? other.error
  return error ? <FormProblem error={error} problems={merge.problems} /> : <p role="status">{text.loading}</p>
}

/** The other ticket gets the messages, unless it is done and this one is open. The user can turn it round. */
function Merge({ own, other, ...handlers }: OtherTicket & { own: VersionedTicket; other: VersionedTicket }) {
  const [isTurned, setTurned] = useState(
    () => isDone(other.ticket) && other.ticket.mergedInto === null && !isDone(own.ticket),
  )
  const [source, target] = isTurned ? [other, own] : [own, other]
  const { mergedInto } = other.ticket
  return (
    <MergePreview
      pair={{ source, target }}
      insteadOfOther={mergedInto === null || mergedInto === own.ticket.ticketId ? undefined : mergedInto}
      onTurn={() => setTurned(!isTurned)}
      {...handlers}
    />
  )
}
