import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { changeTicket, type TicketChange, type TicketConflict } from './ticket-change.ts'
import type { VersionedTicket } from './ticket-query.ts'

/** Changes the ticket of a page. */
export function useTicketChange(shown: VersionedTicket) {
  const [conflict, setConflict] = useState<TicketConflict>()
  const mutation = useMutation({
    mutationFn: ({ change, seen = shown }: { change: TicketChange; seen?: VersionedTicket }) =>
      changeTicket(seen, change),
    onSuccess: (found) => setConflict(found),
  })
  const make = (change: TicketChange) => mutation.mutate({ change })
  /** Makes the change although somebody else changed the same. */
  const decide = (change: TicketChange | undefined) => {
    const { current } = conflict!
    setConflict(undefined)
    if (change) mutation.mutate({ change, seen: current })
  }
  const { isPending, error, reset } = mutation
  return { make, decide, conflict, isPending, error, reset }
}

export type TicketChanges = ReturnType<typeof useTicketChange>
