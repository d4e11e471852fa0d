import { useCallback } from 'react'
import { useTitle } from '../app/use-title.ts'
import { useCommand } from '../commands/run.ts'
import { useLocale, useText } from '../text/text.ts'
import { CommandButton } from '../ui/command-button.tsx'
import { Failure } from '../ui/failure.tsx'
import { BulkBar } from './bulk-bar.tsx'
import { QueueList } from './queue-list.tsx'
import styles from './queue-page.module.css'
import type { RowState } from './queue-row.tsx'
import type { QueueSearch } from './queue-search.ts'
import { useQueue } from './use-queue.ts'
import { useSelection } from './use-selection.ts'

const MAX_SHOWN_COUNT = 99

/** The tickets that match, how many there are, and how many came since. */
export function QueueResults({ name, search }: { name: string; search: QueueSearch }) {
  const text = useText()
  const locale = useLocale()
  const queue = useQueue(search)
  const { tickets, freshCount, deletedIds, leftIds, hasNextPage, isFetchingNextPage, fetchNextPage, error } = queue
  const selecting = useSelection(tickets)
  useTitle(freshCount > 0 ? `(${freshCount}) ${text.tickets}` : text.tickets)
  const showFresh = async () => {
    await queue.showFresh()
    document.querySelector('[role="grid"]')?.scrollTo({ top: 0 })
  }
  const isOld = freshCount + deletedIds.size + leftIds.size > 0
  useCommand('queue.refresh', () => void showFresh(), isOld)
  const loadMore = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage()
  }, [isFetchingNextPage, fetchNextPage])
  const stateOf = useCallback(
    (id: number): RowState => (deletedIds.has(id) ? 'deleted' : leftIds.has(id) ? 'left' : undefined),
    [deletedIds, leftIds],
  )
  const number = new Intl.NumberFormat(locale).format(tickets.length)
  const count = hasNextPage ? text.queue.countAtLeast(number) : text.queue.count(tickets.length, number)
  return (
    <>
      <div className={styles['summary']}>
        <SelectLoaded selecting={selecting} count={tickets.length} />
        <h1 className={styles['title']}>{text.tickets}</h1>
        <span role="status">{queue.isPending ? text.loading : count}</span>
        <span role="status">
          {isOld && (
            <CommandButton command="queue.refresh" kind="primary">
              {freshText(freshCount, text.queue)}
            </CommandButton>
          )}
        </span>
        {isFetchingNextPage && <span>{text.queue.more}</span>}
        <BulkBar query={queue.query} tickets={tickets} hasMore={hasNextPage} selecting={selecting} />
      </div>
      {error && tickets.length === 0 && <Failure error={error} onRetry={() => void queue.refetch()} />}
      {tickets.length > 0 && (
        <QueueList
          name={name}
          tickets={tickets}
          stateOf={stateOf}
          selecting={selecting}
          hasMore={hasNextPage}
          onMore={loadMore}
        />
      )}
      {queue.isSuccess && tickets.length === 0 && (
        <p className={styles['empty']}>{name === '' ? text.queue.emptyAll : text.queue.empty}</p>
      )}
    </>
  )
}

function freshText(
  count: number,
  {
    fresh,
    freshAtLeast,
    refresh,
  }: { fresh: (n: number) => string; freshAtLeast: (n: number) => string; refresh: string },
): string {
  if (count === 0) return refresh
  return count > MAX_SHOWN_COUNT ? freshAtLeast(MAX_SHOWN_COUNT) : fresh(count)
}

/** Selects all rows that were read, or none. */
function SelectLoaded({ selecting, count }: { selecting: ReturnType<typeof useSelection>; count: number }) {
  const text = useText()
  const { selection, selectLoaded, clear } = selecting
  const isAll = selection.isAll || (count > 0 && selection.ids.size >= count)
  const isSome = !isAll && selection.ids.size > 0
  const mark = (input: HTMLInputElement | null) => {
    if (input) input.indeterminate = isSome
  }
  return (
    <label className={styles['all']}>
      <input
        ref={mark}
        type="checkbox"
        aria-label={text.queue.selectAll}
        checked={isAll}
        disabled={count === 0}
        onChange={isAll || isSome ? clear : selectLoaded}
      />
    </label>
  )
}
