import type { DeskView } from '@kinconecta/support-client'
import { Link, useNavigate } from '@tanstack/react-router'
import { useLocale, useText } from '../text/text.ts'
import { SelectField } from '../ui/field.tsx'
import { nameOfQueue, type QueueSearch, searchOfView } from './queue-search.ts'
import styles from './view-list.module.css'
import { useViewCounts, useViews } from './views.ts'

interface ViewLink {
  key: string
  name: string
  search: QueueSearch
  viewId?: number
}

/** The views, with the number of tickets in each. On narrow pages they are a choice above the list. */
export function ViewList({ search }: { search: QueueSearch }) {
  const text = useText()
  const { isAgent, own, shared } = useViews()
  const counts = useViewCounts([...own, ...shared])
  const { all, mine, unassigned } = text.views.standard
  const standard: ViewLink[] = [
    { key: 'all', name: all, search: {} },
    ...(isAgent ? [{ key: 'mine', name: mine, search: unfinished('me') }] : []),
    { key: 'unassigned', name: unassigned, search: unfinished('none') },
  ]
  const groups: [string, ViewLink[]][] = [
    [text.views.title, standard],
    [text.views.own, own.map(linkOf)],
    [text.views.shared, shared.map(linkOf)],
  ]
  const links = groups.flatMap(([, group]) => group)
  const current = links.find((link) => isShown(link, search))
  return (
    <>
      <nav className={styles['bar']} aria-label={text.views.title}>
        {groups.map(
          ([title, group]) =>
            group.length > 0 && (
              <section key={title}>
                <h2 className={styles['title']}>{title}</h2>
                <ul className={styles['list']}>
                  {group.map((link) => (
                    <li key={link.key}>
                      <Link
                        to="/"
                        search={link.search}
                        className={styles['link']}
                        activeOptions={{ exact: true, includeSearch: true }}
                        {...(link === current && { 'aria-current': 'page' as const })}
                      >
                        <bdi className={styles['name']}>{link.name}</bdi>
                        {link.viewId !== undefined && <Count count={counts.get(link.viewId)} />}
                      </Link>
                    </li>
                  ))}
                </ul>
              </section>
            ),
        )}
      </nav>
      <ViewChoice links={links} current={current} />
    </>
  )
}

/** The views on narrow pages. */
function ViewChoice({ links, current }: { links: readonly ViewLink[]; current: ViewLink | undefined }) {
  const text = useText()
  const navigate = useNavigate()
  const show = (key: string) => {
    const chosen = links.find((link) => link.key === key)
    if (chosen) void navigate({ to: '/', search: chosen.search })
  }
  return (
    <div className={styles['choice']}>
      <SelectField
        label={text.views.title}
        value={current?.key ?? ''}
        options={[
          ...(current ? [] : [['', text.views.none] as const]),
          ...links.map(({ key, name }) => [key, name] as const),
        ]}
        onChange={show}
      />
    </div>
  )
}

function Count({ count }: { count: { count: number; isMore: boolean } | undefined }) {
  const locale = useLocale()
  const isUnknown = !count || (count.isMore && count.count === 0) // counting took too long
  if (isUnknown) return <span className={styles['count']} />
  const number = new Intl.NumberFormat(locale).format(count.count)
  return <span className={styles['count']}>{count.isMore ? `${number}+` : number}</span>
}

/** The tickets of an agent that are not done, the most urgent first. */
function unfinished(assigneeId: string): QueueSearch {
  return { status: ['OPEN', 'IN_PROGRESS'], assigneeId, sort: '-priority' }
}

function linkOf({ viewId, name, query }: DeskView): ViewLink {
  return { key: String(viewId), name, search: searchOfView(viewId, query), viewId }
}

/** A view stays the current one while its filters are changed, until they are saved. */
function isShown(link: ViewLink, search: QueueSearch): boolean {
  if (search.view !== undefined) return link.viewId === search.view
  return link.viewId === undefined && nameOfQueue(link.search) === nameOfQueue(search)
}
