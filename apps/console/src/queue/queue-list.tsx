import type { DeskTicket } from '@kinconecta/support-client'
import { useEffect, useRef } from 'react'
import { useAgents } from '../people/people.ts'
import { useText } from '../text/text.ts'
import styles from './queue-list.module.css'
import { QueueRow, type RowState } from './queue-row.tsx'
import { useListKeys } from './use-list-keys.ts'
import { useRows } from './use-rows.ts'
import type { useSelection } from './use-selection.ts'

const LOAD_BEFORE_END = 30

interface QueueListProperties {
  /** Identifies the list, for the position in it. */
  name: string
  tickets: readonly DeskTicket[]
  stateOf: (ticketId: number) => RowState
  selecting: ReturnType<typeof useSelection>
  hasMore: boolean
  onMore: () => void
}

/** The tickets, of which only those in sight are in the page. */
export function QueueList({ name, tickets, stateOf, selecting, hasMore, onMore }: QueueListProperties) {
  const text = useText()
  const { nameOf } = useAgents()
  const scroller = useRef<HTMLDivElement>(null)
  const keys = useListKeys(name, tickets, scroller, selecting)
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
  const { ids, isAll } = selecting.selection
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={text.queue.list}
      aria-rowcount={hasMore ? -1 : tickets.length}
      aria-multiselectable="true"
      className={styles['scroller']}
      onKeyDown={keys.onKeyDown}
    >
      <div role="rowgroup" className={styles['rows']} style={{ blockSize: virtualizer.getTotalSize() }}>
        {items.map(({ key, index, start }) => {
          const ticket = tickets[index]!
          const isSelected = isAll || ids.has(ticket.ticketId)
          return (
            <div
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              role="row"
              aria-rowindex={index + 1}
              aria-selected={isSelected}
              className={styles['row']}
              style={{ transform: `translateY(${start}px)` }}
            >
              <QueueRow
                ticket={ticket}
                state={stateOf(ticket.ticketId)}
                isActive={index === activeIndex}
                isSelected={isSelected}
                nameOfAgent={nameOf}
                onActive={setActiveId}
                onSelect={selecting.toggle}
              />
            </div>
          )
        })}
      </div>
    </div>
  )
}
