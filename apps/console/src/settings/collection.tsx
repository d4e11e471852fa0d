import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTitle } from '../app/use-title.ts'
import { useCommand } from '../commands/run.ts'
import { useSettingsText } from '../text/settings/settings-text.ts'
import { buttonClass } from '../ui/button.tsx'
import { Failure } from '../ui/failure.tsx'
import styles from './settings.module.css'

/** The id in the address of a thing that does not exist yet. */
export const NEW = 'new'

export type CollectionAddress =
  | '/settings/views/{-$id}'
  | '/settings/macros/{-$id}'
  | '/settings/calendars/{-$id}'
  | '/settings/policies/{-$id}'
  | '/settings/teams/{-$id}'
  | '/settings/agents/{-$id}'
  | '/settings/tags/{-$id}'
  | '/settings/webhooks/{-$id}'
  | '/settings/api-keys/{-$id}'

interface CollectionItem {
  id: string
  name: string
  note?: string | undefined
}

/** A list of things of one kind, and beside it the form of the one that is in the address. */
export function Collection({
  title,
  hint,
  to,
  id,
  items,
  error,
  canCreate = false,
  children,
}: {
  title: string
  hint?: string
  to: CollectionAddress
  /** Whose form is shown; `new` for a new one. */
  id: string | undefined
  /** Undefined until they are read. */
  items: readonly CollectionItem[] | undefined
  error: unknown
  canCreate?: boolean
  /** The form. */
  children: ReactNode
}) {
  const text = useSettingsText()
  const navigate = useNavigate()
  useTitle(title)
  useCommand('settings.new', () => void navigate({ to, params: { id: NEW } }), canCreate)
  return (
    <div className={styles['collection']} {...(id !== undefined && { 'data-has-detail': '' })}>
      <div className={styles['items']}>
        <div className={styles['head']}>
          <h1>{title}</h1>
          {canCreate && (
            <Link to={to} params={{ id: NEW }} className={buttonClass('primary')}>
              {text.new}
            </Link>
          )}
        </div>
        {hint !== undefined && <p>{hint}</p>}
        {Boolean(error) && <Failure error={error} />}
        {!items && !error && <p role="status">{text.loading}</p>}
        {items?.length === 0 && <p>{text.emptyList}</p>}
        <Items to={to} items={items ?? []} />
      </div>
      <div className={styles['detail']} key={id}>
        {id !== undefined && (
          <Link to={to} params={{ id: undefined }} className={styles['back']}>
            {text.backToList}
          </Link>
        )}
        {children}
      </div>
    </div>
  )
}

function Items({ to, items }: { to: CollectionAddress; items: readonly CollectionItem[] }) {
  return (
    <ul className={styles['list']}>
      {items.map(({ id, name, note }) => (
        <li key={id}>
          <Link to={to} params={{ id }} className={styles['item']} activeOptions={{ exact: true }}>
            <bdi>{name}</bdi>
            {note !== undefined && <span className={styles['note']}>{note}</span>}
          </Link>
        </li>
      ))}
    </ul>
  )
}
