import { lazyTexts } from '../lazy-texts.ts'
import type { SettingsPages } from './settings-en.ts'

/** The texts of the settings, with those of the shell. */
export const { useTexts: useSettingsText } = lazyTexts<SettingsPages>({
  en: async () => (await import('./settings-en.ts')).settings,
  es: async () => (await import('./settings-es.ts')).settings,
  pt: async () => (await import('./settings-pt.ts')).settings,
})
