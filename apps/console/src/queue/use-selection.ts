import type { DeskTicket } from '@kinconecta/support-client'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'

/** The tickets that are selected: by id, so that it does not matter where their rows are. */
export interface Selection {
  ids: ReadonlySet<number>
  /** Whether everything that matches the filters is selected, also what is not in the list yet. */
  isAll: boolean
}

const NOTHING: Selection = { ids: new Set(), isAll: false }

export function useSelection(tickets: readonly DeskTicket[]) {
  const [selection, setSelection] = useState(NOTHING)
  const anchor = useRef<number>(undefined)
  const loaded = useRef(tickets)
  useEffect(() => {
    loaded.current = tickets
  }, [tickets])
  /** Adds or removes a ticket; with `isRange`, all from the one that was chosen last to this one. */
  const toggle = useCallback((ticketId: number, isRange: boolean) => {
    const range = isRange ? between(loaded.current, anchor.current, ticketId) : [ticketId]
    anchor.current = ticketId
    setSelection(({ ids }) => {
      const isAdded = isRange || !ids.has(ticketId)
      const changed = new Set(ids)
      for (const id of range) {
        if (isAdded) changed.add(id)
        else changed.delete(id)
      }
      return { ids: changed, isAll: false }
    })
  }, [])
  const selectLoaded = useCallback(
    () => setSelection({ ids: new Set(loaded.current.map(({ ticketId }) => ticketId)), isAll: false }),
    [],
  )
  const selectAll = useCallback(() => setSelection(({ ids }) => ({ ids, isAll: true })), [])
  const clear = useCallback(() => setSelection(NOTHING), [])
  return useMemo(
    () => ({ selection, toggle, selectLoaded, selectAll, clear }),
    [selection, toggle, selectLoaded, selectAll, clear],
  )
}

/** The ids from one ticket to another, in the order of the list. */
function between(tickets: readonly DeskTicket[], from: number | undefined, to: number): number[] {
  const indexOf = (id: number | undefined) => tickets.findIndex(({ ticketId }) => ticketId === id)
  const ends = [indexOf(from), indexOf(to)].filter((index) => index >= 0)
  if (ends.length < 2) return [to]
  return tickets.slice(Math.min(...ends), Math.max(...ends) + 1).map(({ ticketId }) => ticketId)
}
