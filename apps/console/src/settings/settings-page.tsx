import { Link, Outlet } from '@tanstack/react-router'
import { useSession } from '../session/session.ts'
import { useSettingsText } from '../text/settings/settings-text.ts'
import styles from './settings.module.css'

/** The pages of the settings, each with its own address. */
export function SettingsPage() {
  const text = useSettingsText()
  const { caller } = useSession().session
  const pages = [
    ['/settings/me', text.settingsOf.me],
    ...(caller?.agentId == null
      ? []
      : ([
          ['/settings/views/{-$id}', text.settingsOf.views],
          ['/settings/macros/{-$id}', text.settingsOf.macros],
        ] as const)),
    ['/settings/teams/{-$id}', text.settingsOf.teams],
    ['/settings/agents/{-$id}', text.settingsOf.agents],
    ['/settings/tags/{-$id}', text.settingsOf.tags],
    ['/settings/policies/{-$id}', text.settingsOf.policies],
    ['/settings/calendars/{-$id}', text.settingsOf.calendars],
    ...(caller?.kind === 'admin' ? [['/settings/api-keys/{-$id}', text.settingsOf.apiKeys] as const] : []),
    ...(caller?.kind === 'agent' ? [] : [['/settings/webhooks/{-$id}', text.settingsOf.webhooks] as const]),
  ] as const
  return (
    <div className={styles['settings']}>
      <nav className={styles['nav']} aria-label={text.settings}>
        {pages.map(([to, name]) => (
          <Link key={to} to={to} params={{ id: undefined }} className={styles['tab']} activeOptions={{ exact: false }}>
            {name}
          </Link>
        ))}
      </nav>
      <Outlet />
    </div>
  )
}
