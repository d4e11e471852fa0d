import { useNavigate } from '@tanstack/react-router'
import { useCommand } from '../commands/run.ts'
import { changePreferences } from '../preferences/preferences.ts'
import { signOut, useSession } from '../session/session.ts'

/** The commands that every page has. */
export function useShellCommands(): void {
  const navigate = useNavigate()
  const { session } = useSession()
  useCommand('queue.open', () => void navigate({ to: '/' }))
  useCommand('reports.open', () => void navigate({ to: '/reports' }))
  useCommand('settings.open', () => void navigate({ to: '/settings/me' }))
  useCommand('theme.light', () => changePreferences({ theme: 'light' }))
  useCommand('theme.dark', () => changePreferences({ theme: 'dark' }))
  useCommand('theme.system', () => changePreferences({ theme: 'system' }))
  useCommand('session.signOut', () => void signOut(false), !session.isOpen)
}
