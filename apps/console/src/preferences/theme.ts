import { onPreferences, preferences } from './preferences.ts'

/** Keeps the colours of the page as the user wants them. */
export function applyTheme(): void {
  const apply = () => {
    document.documentElement.dataset['theme'] = preferences().theme
  }
  apply()
  onPreferences(apply)
}
