import { getRouteApi } from '@tanstack/react-router'
import { useEffect } from 'react'
import { stringifySearch } from '../app/search-params.ts'
import { QueueFilters } from './queue-filters.tsx'
import { rememberSearch } from './queue-position.ts'
import styles from './queue-page.module.css'
import { QueueResults } from './queue-results.tsx'

const route = getRouteApi('/shell/')

/** The list of tickets. What it shows is in the address. */
export function QueuePage() {
  const search = route.useSearch()
  const name = stringifySearch(search)
  useEffect(() => rememberSearch(search), [search])
  return (
    <div className={styles['page']}>
      <QueueFilters search={search} />
      <QueueResults key={name} name={name} search={search} />
    </div>
  )
}
