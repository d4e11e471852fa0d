import type { DeskTicket } from '@kinconecta/support-client'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useText } from '../text/text.ts'
import { ticketQuery } from '../ticket/ticket-query.ts'
import { Dialog } from '../ui/dialog.tsx'
import { FormProblem } from '../ui/form.tsx'
import { MergePreview } from './merge-preview.tsx'
import { isDone } from './merge-queries.ts'
import { TicketFinder } from './ticket-finder.tsx'

/** Finds another ticket, shows what a merge would do, and merges the two. */
export default function MergeDialog({ ticket, onClose }: { ticket: DeskTicket; onClose: () => void }) {
  const text = useText()
  const field = useRef<HTMLInputElement>(null)
  const [otherId, setOtherId] = useState<number>()
  return (
    <Dialog title={text.merge.title} size="wide" onClose={onClose} initialFocus={field}>
      {otherId === undefined ? (
        <TicketFinder ticket={ticket} field={field} onChoose={setOtherId} />
      ) : (
        <BothTickets
          ownId={ticket.ticketId}
          otherId={otherId}
          onAnother={() => setOtherId(undefined)}
          onClose={onClose}
        />
      )}
    </Dialog>
  )
}

/** The tickets as they are now. The one that is open gets the messages of the one that is done. */
function BothTickets({
  ownId,
  otherId,
  onAnother,
  onClose,
}: {
  ownId: number
  otherId: number
  onAnother: () => void
  onClose: () => void
}) {
  const text = useText()
  const own = useQuery(ticketQuery(ownId))
  const other = useQuery({ ...ticketQuery(otherId), staleTime: 0 })
  const [chosen, setSwapped] = useState<boolean>()
  if (!own.data || !other.data) {
    const error = own.error ?? other.error
    return error ? <FormProblem error={error} problems={text.merge.problems} /> : <p role="status">{text.loading}</p>
  }
  const isSwapped = chosen ?? (isDone(other.data.ticket) && !isDone(own.data.ticket))
  const [source, target] = isSwapped ? [other.data, own.data] : [own.data, other.data]
  return (
    <MergePreview
      pair={{ source, target }}
      onSwap={() => setSwapped(!isSwapped)}
      onAnother={onAnother}
      onClose={onClose}
    />
  )
}
