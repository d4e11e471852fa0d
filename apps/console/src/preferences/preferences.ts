import { createStore, useStore } from '../app/store.ts'

export const LANGUAGES = ['en', 'es', 'pt'] as const
export type Language = (typeof LANGUAGES)[number]
export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** What the user has chosen. An absent choice follows the browser. */
export interface Preferences {
  language?: Language | undefined
  theme: Theme
  timeZone?: string | undefined
  /** Whether keys without Ctrl or ⌘ run commands. */
  hasSingleKeys: boolean
  /** Whether the desktop shows what happens to the tickets of the user. */
  hasNotifications: boolean
  /** Keys that the user has changed, by command; an empty string for no key. */
  keys: Readonly<Record<string, string>>
}

const STORAGE_KEY = 'kin-console-preferences'
const DEFAULTS: Preferences = { theme: 'system', hasSingleKeys: true, hasNotifications: false, keys: {} }

const store = createStore<Preferences>(parsePreferences(localStorage.getItem(STORAGE_KEY)))
addEventListener('storage', ({ key, newValue }) => {
  if (key === STORAGE_KEY) store.set(parsePreferences(newValue)) // changed in another tab
})

export const { get: preferences, subscribe: onPreferences } = store

export function usePreferences(): Preferences {
  return useStore(store)
}

export function changePreferences(changes: Partial<Preferences>): void {
  const changed = { ...store.get(), ...changes }
  store.set(changed)
  localStorage.setItem(STORAGE_KEY, JSON.stringify(changed))
}

/** Reads stored preferences. What another version stored, or somebody else, counts only as far as it is valid. */
export function parsePreferences(text: string | null): Preferences {
  const stored = parseObject(text)
  const { language, theme, timeZone, hasSingleKeys, hasNotifications, keys } = stored
  return {
    language: LANGUAGES.find((known) => known === language),
    theme: THEMES.find((known) => known === theme) ?? DEFAULTS.theme,
    timeZone: typeof timeZone === 'string' && isTimeZone(timeZone) ? timeZone : undefined,
    hasSingleKeys: typeof hasSingleKeys === 'boolean' ? hasSingleKeys : DEFAULTS.hasSingleKeys,
    hasNotifications: hasNotifications === true,
    keys: typeof keys === 'object' && keys !== null ? textsIn(keys) : DEFAULTS.keys,
  }
}

function parseObject(text: string | null): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text ?? '{}')
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function textsIn(values: object): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === 'string'))
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
