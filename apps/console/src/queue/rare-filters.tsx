import { X } from 'lucide-react'
import { useText } from '../text/text.ts'
import { Button } from '../ui/button.tsx'
import type { FilterProperties } from './queue-search.ts'

const NAMES = [
  'roleContext',
  'userId',
  'email',
  'createdFrom',
  'createdTo',
  'updatedSince',
  'dueBefore',
  'ticketIdFrom',
  'ticketIdTo',
] as const

/** Filters of an address or a view that have no control of their own. They can be removed. */
export function RareFilters({ search, onChange }: FilterProperties) {
  const text = useText()
  return NAMES.map((name) => {
    const value = search[name]
    if (value === undefined) return null
    const shown = Array.isArray(value) ? value.map((role) => text.role[role]).join(', ') : String(value)
    return (
      <Button key={name} kind="chosen" title={text.queue.removeFilter} onClick={() => onChange({ [name]: undefined })}>
        <bdi>
          {text.queue.filters[name]}: {shown}
        </bdi>
        <X size={14} aria-hidden />
      </Button>
    )
  })
}
