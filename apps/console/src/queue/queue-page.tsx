import { getRouteApi } from '@tanstack/react-router'
import { useEffect } from 'react'
import { QueueFilters } from './queue-filters.tsx'
import { rememberSearch } from './queue-position.ts'
import styles from './queue-page.module.css'
import { QueueResults } from './queue-results.tsx'
import { nameOfQueue } from './queue-search.ts'
import { ViewList } from './view-list.tsx'

const route = getRouteApi('/shell/')

/** The list of tickets. What it shows is in the address. */
export function QueuePage() {
  const search = route.useSearch()
  const name = nameOfQueue(search)
  useEffect(() => rememberSearch(search), [search])
  return (
    <div className={styles['page']}>
      <ViewList search={search} />
      <div className={styles['list']}>
        <QueueFilters search={search} />
        <QueueResults key={name} name={name} search={search} />
      </div>
    </div>
  )
}
