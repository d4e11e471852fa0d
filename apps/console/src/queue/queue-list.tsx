import type { Ticket } from '@kinconecta/support-client'
import { useEffect, useRef } from 'react'
import { useText } from '../text/text.ts'
import styles from './queue-list.module.css'
import { QueueRow } from './queue-row.tsx'
import { useListKeys } from './use-list-keys.ts'
import { useRows } from './use-rows.ts'

const LOAD_BEFORE_END = 30

interface QueueListProperties {
  /** Identifies the list, for the position in it. */
  name: string
  tickets: readonly Ticket[]
  deletedIds: ReadonlySet<number>
  hasMore: boolean
  onMore: () => void
}

/** The tickets, of which only those in sight are in the page. */
export function QueueList({ name, tickets, deletedIds, hasMore, onMore }: QueueListProperties) {
  const text = useText()
  const scroller = useRef<HTMLDivElement>(null)
  const keys = useListKeys(name, tickets, scroller)
  const { activeId, activeIndex, setActiveId, wantsFocus, focused } = keys
  const virtualizer = useRows(name, tickets, scroller, activeIndex)
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
        {items.map(({ key, index, start }) => (
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
              ticket={tickets[index]!}
              isDeleted={deletedIds.has(tickets[index]!.ticketId)}
              isActive={index === activeIndex}
              onActive={setActiveId}
            />
          </div>
        ))}
      </div>
    </div>
  )
}
