import { Link, Outlet } from '@tanstack/react-router'
import { ChartLine, Keyboard, Settings, Tickets } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { PATH_PREFIX } from '../app/path-prefix.ts'
import { useSession } from '../session/session.ts'
import { useText } from '../text/text.ts'
import { CommandButton } from '../ui/command-button.tsx'
import { Notices } from './notices.tsx'
import styles from './shell.module.css'
import { Overlays } from './overlays.tsx'
import { useShellCommands } from './use-shell-commands.ts'

const SessionDialog = lazy(() => import('../session/session-dialog.tsx'))

/** What is around every page: navigation, notices, and what lies over the page. */
export function Shell() {
  const text = useText()
  const { session, hasEnded } = useSession()
  useShellCommands()
  return (
    <div className={styles['shell']}>
      <a className={styles['skip']} href="#content">
        {text.skipToContent}
      </a>
      <div>
        <header className={styles['head']}>
          <nav className={styles['nav']} aria-label={text.navigation}>
            <Link to="/" className={styles['link']} activeOptions={{ exact: true, includeSearch: false }}>
              <Tickets size={18} aria-hidden />
              {text.tickets}
            </Link>
            <Link to="/reports" className={styles['link']} activeOptions={{ includeSearch: false }}>
              <ChartLine size={18} aria-hidden />
              {text.reports.title}
            </Link>
            <Link to="/settings/me" className={styles['link']}>
              <Settings size={18} aria-hidden />
              {text.settings}
            </Link>
          </nav>
          {session.isOpen && (
            <a className={styles['link']} href={`${PATH_PREFIX}/docs`}>
              {text.apiReference}
            </a>
          )}
          <CommandButton command="palette.open" kind="quiet">
            <Keyboard size={18} aria-hidden />
          </CommandButton>
        </header>
        <Notices />
      </div>
      <main id="content" className={styles['content']} tabIndex={-1}>
        <Outlet />
      </main>
      <Overlays />
      <Suspense>{hasEnded && <SessionDialog />}</Suspense>
    </div>
  )
}
