import { getRouteApi } from '@tanstack/react-router'
import { useCallback } from 'react'
import { stringifySearch } from '../app/search-params.ts'
import { useTitle } from '../app/use-title.ts'
import { useCommand } from '../commands/run.ts'
import { useText } from '../text/text.ts'
import { CommandButton } from '../ui/command-button.tsx'
import { Failure } from '../ui/failure.tsx'
import { QueueFilters } from './queue-filters.tsx'
import { QueueList } from './queue-list.tsx'
import styles from './queue-page.module.css'
import { useQueue } from './use-queue.ts'

const route = getRouteApi('/shell/')

/** The list of tickets. What it shows is in the address. */
export function QueuePage() {
  const text = useText()
  const search = route.useSearch()
  const queue = useQueue(search)
  const { tickets, freshCount, hasNextPage, isFetchingNextPage, fetchNextPage, error } = queue
  useTitle(freshCount > 0 ? `(${freshCount}) ${text.tickets}` : text.tickets)
  const name = stringifySearch({ ...search })
  const showFresh = async () => {
    await queue.showFresh()
    document.querySelector('[role="grid"]')?.scrollTo({ top: 0 })
  }
  useCommand('queue.refresh', () => void showFresh(), freshCount > 0)
  const loadMore = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage()
  }, [isFetchingNextPage, fetchNextPage])
  return (
    <div className={styles['page']}>
      <QueueFilters search={search} />
      <div className={styles['summary']}>
        <h1 className={styles['title']}>{text.tickets}</h1>
        <span role="status">
          {queue.isPending
            ? text.loading
            : hasNextPage
              ? text.queue.countAtLeast(tickets.length)
              : text.queue.count(tickets.length)}
        </span>
        <span role="status">
          {freshCount > 0 && (
            <CommandButton command="queue.refresh" kind="primary">
              {freshCount >= 100 ? text.queue.freshAtLeast(99) : text.queue.fresh(freshCount)}
            </CommandButton>
          )}
        </span>
        {isFetchingNextPage && <span>{text.queue.more}</span>}
      </div>
      {error && tickets.length === 0 && <Failure error={error} onRetry={() => void queue.refetch()} />}
      {tickets.length > 0 ? (
        <QueueList
          key={name}
          name={name}
          tickets={tickets}
          deletedIds={queue.deletedIds}
          hasMore={hasNextPage}
          onMore={loadMore}
        />
      ) : (
        queue.isSuccess && <p className={styles['empty']}>{name === '' ? text.queue.emptyAll : text.queue.empty}</p>
      )}
    </div>
  )
}
