import type { Ticket } from '@kinconecta/support-client'
import { type KeyboardEvent, type RefObject, useCallback, useState } from 'react'
import { useCommand } from '../commands/run.ts'
import { positionIn, rememberPosition } from './queue-position.ts'

const PAGE = 10

/** Moves through the list by keys. The place is kept by the id of the ticket, not by its number in the list. */
export function useListKeys(name: string, tickets: readonly Ticket[], list: RefObject<HTMLElement | null>) {
  const [activeId, setActive] = useState(() => positionIn(name).activeId)
  const [wantsFocus, setWantsFocus] = useState(false)
  const found = tickets.findIndex(({ ticketId }) => ticketId === activeId)
  const activeIndex = Math.max(found, 0)
  const setActiveId = useCallback(
    (ticketId: number) => {
      setActive(ticketId)
      rememberPosition(name, { activeId: ticketId })
    },
    [name],
  )
  const moveTo = (index: number) => {
    const ticket = tickets[Math.min(Math.max(index, 0), tickets.length - 1)]
    if (!ticket) return
    setActiveId(ticket.ticketId)
    setWantsFocus(true)
  }
  const hasFocus = () => list.current?.contains(document.activeElement) ?? false
  // The first key leads into the list, to the row at which the user was.
  const move = (step: number) => moveTo(hasFocus() ? activeIndex + step : activeIndex)
  useCommand('queue.next', () => move(1))
  useCommand('queue.previous', () => move(-1))
  const onKeyDown = (event: KeyboardEvent) => {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE, Home: -Infinity, End: Infinity }
    const step = Object.hasOwn(steps, event.key) ? steps[event.key as keyof typeof steps] : undefined
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    moveTo(activeIndex + step)
  }
  const focused = useCallback(() => setWantsFocus(false), [])
  return { activeId, activeIndex, setActiveId, onKeyDown, wantsFocus, focused }
}
