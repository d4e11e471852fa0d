import { useCallback } from 'react'
import { useTitle } from '../app/use-title.ts'
import { useCommand } from '../commands/run.ts'
import { useText } from '../text/text.ts'
import { CommandButton } from '../ui/command-button.tsx'
import { Failure } from '../ui/failure.tsx'
import { QueueList } from './queue-list.tsx'
import styles from './queue-page.module.css'
import type { QueueSearch } from './queue-search.ts'
import { useQueue } from './use-queue.ts'

const MAX_SHOWN_COUNT = 99

/** The tickets that match, how many there are, and how many came since. */
export function QueueResults({ name, search }: { name: string; search: QueueSearch }) {
  const text = useText()
  const queue = useQueue(search)
  const { tickets, freshCount, hasNextPage, isFetchingNextPage, fetchNextPage, error } = queue
  useTitle(freshCount > 0 ? `(${freshCount}) ${text.tickets}` : text.tickets)
  const showFresh = async () => {
    await queue.showFresh()
    document.querySelector('[role="grid"]')?.scrollTo({ top: 0 })
  }
  useCommand('queue.refresh', () => void showFresh(), freshCount > 0)
  const loadMore = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage()
  }, [isFetchingNextPage, fetchNextPage])
  const count = hasNextPage ? text.queue.countAtLeast(tickets.length) : text.queue.count(tickets.length)
  const fresh = freshCount > MAX_SHOWN_COUNT ? text.queue.freshAtLeast(MAX_SHOWN_COUNT) : text.queue.fresh(freshCount)
  return (
    <>
      <div className={styles['summary']}>
        <h1 className={styles['title']}>{text.tickets}</h1>
        <span role="status">{queue.isPending ? text.loading : count}</span>
        <span role="status">
          {freshCount > 0 && (
            <CommandButton command="queue.refresh" kind="primary">
              {fresh}
            </CommandButton>
          )}
        </span>
        {isFetchingNextPage && <span>{text.queue.more}</span>}
      </div>
      {error && tickets.length === 0 && <Failure error={error} onRetry={() => void queue.refetch()} />}
      {tickets.length > 0 && (
        <QueueList
          name={name}
          tickets={tickets}
          deletedIds={queue.deletedIds}
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
