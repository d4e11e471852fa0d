import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useCommand } from '../commands/run.ts'
import { useText } from '../text/text.ts'
import { Button } from '../ui/button.tsx'
import { CheckboxMenu } from '../ui/checkbox-menu.tsx'
import { SelectField, TextField } from '../ui/field.tsx'
import styles from './queue-page.module.css'
import { CATEGORIES, type QueueSearch, sortOf, sortsOf, STATUSES } from './queue-search.ts'

const SEARCH_AFTER_MS = 300

export function QueueFilters({ search }: { search: QueueSearch }) {
  const text = useText()
  const navigate = useNavigate({ from: '/' })
  const show = (changes: QueueSearch) => void navigate({ search: { ...search, ...changes }, replace: true })
  const { status = [], category = [], sort } = search
  const isFiltered = search.q !== undefined || status.length > 0 || category.length > 0
  return (
    <div role="search" className={styles['filters']}>
      <SearchField
        words={search.q ?? ''}
        onSearch={(words) => show({ q: words.trim() || undefined, sort: undefined })}
      />
      <CheckboxMenu
        label={text.queue.statusFilter}
        summary={summaryOf(status, text.status, text.queue)}
        values={status}
        options={STATUSES.map((value) => [value, text.status[value]])}
        onChange={(values) => show({ status: values.length > 0 ? values : undefined })}
      />
      <CheckboxMenu
        label={text.queue.categoryFilter}
        summary={summaryOf(category, text.category, text.queue)}
        values={category}
        options={CATEGORIES.map((value) => [value, text.category[value]])}
        onChange={(values) => show({ category: values.length > 0 ? values : undefined })}
      />
      <SelectField
        label={text.queue.sort}
        value={sortOf({ q: search.q, sort })}
        options={sortsOf(search.q).map((value) => [value, text.queue.sorts[value]])}
        onChange={(value) => show({ sort: value })}
      />
      {isFiltered && (
        <Button onClick={() => show({ q: undefined, status: undefined, category: undefined, sort: undefined })}>
          {text.queue.clear}
        </Button>
      )}
    </div>
  )
}

/** Searches when the user pauses. What is typed stays, whatever the page does meanwhile. */
function SearchField({ words, onSearch }: { words: string; onSearch: (words: string) => void }) {
  const text = useText()
  const input = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(words)
  const [shown, setShown] = useState(words)
  if (shown !== words) {
    setShown(words)
    if (words !== typed.trim()) setTyped(words) // the address changed by "back", or by clearing the filters
  }
  useEffect(() => {
    if (typed.trim() === words) return
    const timer = setTimeout(() => onSearch(typed), SEARCH_AFTER_MS)
    return () => clearTimeout(timer)
  }, [typed, words, onSearch])
  useCommand('queue.search', () => input.current?.select())
  return (
    <div className={styles['search']}>
      <TextField
        ref={input}
        label={text.queue.search}
        type="search"
        placeholder={text.queue.searchHint}
        maxLength={500}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
    </div>
  )
}

function summaryOf<Value extends string>(
  values: readonly Value[],
  names: Record<Value, string>,
  { all, chosen }: { all: string; chosen: (count: number) => string },
): string {
  if (values.length === 0) return all
  return values.length === 1 ? names[values[0]!] : chosen(values.length)
}
