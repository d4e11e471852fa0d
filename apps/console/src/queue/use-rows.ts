import type { DeskTicket } from '@kinconecta/support-client'
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback } from 'react'
import { positionIn, rememberPosition } from './queue-position.ts'

const ROW_HEIGHT = 48
const OVERSCAN = 5

/** The rows that are in the page: those in sight, and the one with the focus, wherever the list is scrolled to. */
export function useRows(
  name: string,
  tickets: readonly DeskTicket[],
  scroller: RefObject<HTMLElement | null>,
  activeIndex: number,
) {
  const rangeExtractor = useCallback(
    (range: Range) => [...new Set([...defaultRangeExtractor(range), activeIndex])].toSorted((a, b) => a - b),
    [activeIndex],
  )
  return useVirtualizer({
    count: tickets.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    getItemKey: (index) => tickets[index]!.ticketId,
    initialOffset: () => positionIn(name).offset,
    onChange: ({ scrollOffset }) => rememberPosition(name, { offset: scrollOffset ?? 0 }),
    rangeExtractor,
  })
}
