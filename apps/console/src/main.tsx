import './styles/tokens.css'
import './styles/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App, NoService } from './app/app.tsx'
import { refetchAfterSignIn } from './app/query-client.ts'
import { listenForKeys } from './commands/run.ts'
import { followPresence } from './live/presence.ts'
import { announceMissedEvents, followEvents, readsStream } from './live/stream.ts'
import { onPreferences, preferences } from './preferences/preferences.ts'
import { followTheme } from './preferences/theme.ts'
import { loadSession } from './session/session.ts'
import { startTexts } from './text/text.ts'

let hasNotifications = false
const root = createRoot(document.querySelector('#root')!)

followTheme()
await start()

async function start(): Promise<void> {
  const [session] = await Promise.all([loadSession().catch(() => undefined), startTexts()])
  if (!session) return root.render(<NoService onRetry={() => void start()} />)
  root.render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
  if (!session.caller) return
  listenForKeys()
  refetchAfterSignIn()
  announceMissedEvents()
  followPresence(readsStream)
  onPreferences(loadNotifications)
  loadNotifications()
  await followEvents()
}

/** Loads what tells of events on the desktop, once a user wants it. */
function loadNotifications(): void {
  if (hasNotifications || !preferences().hasNotifications) return
  hasNotifications = true
  import('./live/desktop-notifications.ts').then(
    ({ notifyOfEvents }) => notifyOfEvents(readsStream),
    () => (hasNotifications = false),
  )
}
