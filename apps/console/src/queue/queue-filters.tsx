import { useNavigate } from '@tanstack/react-router'
import { useText } from '../text/text.ts'
import { Button } from '../ui/button.tsx'
import { CheckboxMenu } from '../ui/checkbox-menu.tsx'
import { SelectField } from '../ui/field.tsx'
import { AssigneeFilter, MoreFilters, TagFilter, TeamFilter } from './people-filters.tsx'
import styles from './queue-page.module.css'
import {
  CATEGORIES,
  filtersOf,
  PRIORITIES,
  queueSearch,
  type QueueSearch,
  SORTS,
  STATUSES,
  WAITING_ON,
} from './queue-search.ts'
import { RareFilters } from './rare-filters.tsx'
import { SearchField } from './search-field.tsx'
import { ViewButtons } from './view-buttons.tsx'

/** What the list shows, and in which order. */
export function QueueFilters({ search }: { search: QueueSearch }) {
  const text = useText()
  const navigate = useNavigate({ from: '/' })
  const show = (changes: QueueSearch) =>
    void navigate({ search: queueSearch({ ...search, ...changes }), replace: true })
  const filter = { search, onChange: show }
  const { sort, ...filters } = filtersOf(search)
  return (
    <div role="search" className={styles['filters']}>
      <SearchField words={search.q ?? ''} onSearch={(words) => show({ q: words.trim() || undefined })} />
      <SelectField
        label={text.queue.sort}
        value={sort ?? SORTS[0]}
        options={SORTS.map((value) => [value, text.queue.sorts[value]])}
        onChange={(value) => show({ sort: value === SORTS[0] ? undefined : value })}
      />
      <div className={styles['menus']}>
        <EnumFilter
          label={text.queue.filters.status}
          chosen={search.status}
          values={STATUSES}
          names={text.status}
          onChange={(status) => show({ status })}
        />
        <EnumFilter
          label={text.queue.filters.priority}
          chosen={search.priority}
          values={PRIORITIES}
          names={text.priority}
          onChange={(priority) => show({ priority })}
        />
        <AssigneeFilter {...filter} />
        <TeamFilter {...filter} />
        <TagFilter {...filter} />
        <EnumFilter
          label={text.queue.filters.waitingOn}
          chosen={search.waitingOn}
          values={WAITING_ON}
          names={text.waitingOn}
          onChange={(waitingOn) => show({ waitingOn })}
        />
        <EnumFilter
          label={text.queue.filters.category}
          chosen={search.category}
          values={CATEGORIES}
          names={text.category}
          onChange={(category) => show({ category })}
        />
        <MoreFilters {...filter} />
        <RareFilters {...filter} />
        {Object.keys(filters).length > 0 && (
          <Button kind="quiet" onClick={() => void navigate({ search: { sort }, replace: true })}>
            {text.queue.clear}
          </Button>
        )}
        <ViewButtons search={search} />
      </div>
    </div>
  )
}

/** A filter with a few known values. */
function EnumFilter<Value extends string>({
  label,
  chosen,
  values,
  names,
  onChange,
}: {
  label: string
  chosen: Value[] | undefined
  values: readonly Value[]
  names: Record<Value, string>
  onChange: (values: Value[] | undefined) => void
}) {
  return (
    <CheckboxMenu
      label={label}
      values={chosen ?? []}
      options={values.map((value) => [value, names[value]])}
      onChange={(now) => onChange(now.length > 0 ? now : undefined)}
    />
  )
}
