import type { DeskTicket } from '@kinconecta/support-client'
import { type KeyboardEvent, type RefObject, useCallback, useState } from 'react'
import { useCommand } from '../commands/run.ts'
import { positionIn, rememberPosition } from './queue-position.ts'
import type { useSelection } from './use-selection.ts'

const PAGE = 10
const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE, Home: -Infinity, End: Infinity }

/** Moves through the list by keys. The place is kept by the id of the ticket, not by its number in the list. */
export function useListKeys(
  name: string,
  tickets: readonly DeskTicket[],
  list: RefObject<HTMLElement | null>,
  { selection, toggle, selectLoaded, clear }: ReturnType<typeof useSelection>,
) {
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
  const toggleActive = (isRange: boolean) => toggle(tickets[activeIndex]!.ticketId, isRange)
  useCommand('queue.next', () => move(1))
  useCommand('queue.previous', () => move(-1))
  useCommand('queue.select', () => (hasFocus() ? toggleActive(false) : moveTo(activeIndex)))
  useCommand('queue.selectAll', selectLoaded)
  useCommand('queue.clearSelection', clear, selection.ids.size > 0)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const isOnLink = event.target instanceof HTMLAnchorElement
    if (event.key === 'Escape' && selection.ids.size > 0) clear()
    else if (event.key === ' ' && isOnLink) toggleActive(event.shiftKey)
    else if (Object.hasOwn(STEPS, event.key)) moveTo(activeIndex + STEPS[event.key as keyof typeof STEPS])
    else return
    event.preventDefault()
  }
  const focused = useCallback(() => setWantsFocus(false), [])
  return { activeId, activeIndex, setActiveId, onKeyDown, wantsFocus, focused }
}
