import { onPreferences, preferences } from './preferences.ts'

/** Keeps the colours of the page as the user wants them. */
export function followTheme(): void {
  applyTheme()
  onPreferences(applyTheme)
}

function applyTheme(): void {
  document.documentElement.dataset['theme'] = preferences().theme
}
