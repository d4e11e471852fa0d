import type { Ticket } from '@kinconecta/support-client'
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useRef } from 'react'
import { useText } from '../text/text.ts'
import styles from './queue-list.module.css'
import { positionIn, rememberPosition } from './queue-position.ts'
import { QueueRow } from './queue-row.tsx'
import { useListKeys } from './use-list-keys.ts'

const ROW_HEIGHT = 48
const OVERSCAN = 8
const LOAD_BEFORE_END = 30

/** The tickets, of which only those in sight are in the page. */
export function QueueList({
  name,
  tickets,
  deletedIds,
  hasMore,
  onMore,
}: {
  /** Identifies the list, for the position in it. */
  name: string
  tickets: readonly Ticket[]
  deletedIds: ReadonlySet<number>
  hasMore: boolean
  onMore: () => void
}) {
  const text = useText()
  const scroller = useRef<HTMLDivElement>(null)
  const keys = useListKeys(name, tickets, scroller)
  const { activeId, activeIndex, setActiveId, wantsFocus, focused } = keys
  const rangeExtractor = useCallback(
    // The row with the focus stays in the page, wherever the list is scrolled to.
    (range: Range) => [...new Set([...defaultRangeExtractor(range), activeIndex])].toSorted((a, b) => a - b),
    [activeIndex],
  )
  const virtualizer = useVirtualizer({
    count: tickets.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    getItemKey: (index) => tickets[index]!.ticketId,
    initialOffset: () => positionIn(name).offset,
    onChange: ({ scrollOffset }) => rememberPosition(name, { offset: scrollOffset ?? 0 }),
    rangeExtractor,
  })
  useEffect(() => {
    if (!wantsFocus) return
    virtualizer.scrollToIndex(activeIndex)
    scroller.current?.querySelector<HTMLElement>(`[data-ticket-id="${activeId}"]`)?.focus({ preventScroll: true })
    focused()
  }, [wantsFocus, focused, activeId, activeIndex, virtualizer])
  const items = virtualizer.getVirtualItems()
  const lastIndex = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && lastIndex >= tickets.length - LOAD_BEFORE_END) onMore()
  }, [hasMore, lastIndex, tickets.length, onMore])
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={text.queue.list}
      aria-rowcount={hasMore ? -1 : tickets.length}
      className={styles['scroller']}
      onKeyDown={keys.onKeyDown}
    >
      <div role="rowgroup" className={styles['rows']} style={{ blockSize: virtualizer.getTotalSize() }}>
        {items.map(({ key, index, start }) => {
          const ticket = tickets[index]!
          return (
            <div
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              role="row"
              aria-rowindex={index + 1}
              className={styles['row']}
              style={{ transform: `translateY(${start}px)` }}
            >
              <QueueRow
                ticket={ticket}
                isDeleted={deletedIds.has(ticket.ticketId)}
                isActive={index === activeIndex}
                onActive={setActiveId}
              />
            </div>
          )
        })}
      </div>
    </div>
  )
}
