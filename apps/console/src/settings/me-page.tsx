import { useTitle } from '../app/use-title.ts'
import { LANGUAGES, type Language, THEMES, changePreferences, usePreferences } from '../preferences/preferences.ts'
import { useSettingsText } from '../text/settings/settings-text.ts'
import { SelectField } from '../ui/field.tsx'
import { KeysSection } from './keys-section.tsx'
import styles from './me-page.module.css'
import { NotificationsSection } from './notifications-section.tsx'
import { SessionSection } from './session-section.tsx'
import { TimeZoneField } from './time-zone-field.tsx'

const LANGUAGE_NAMES: Record<Language, string> = { en: 'English', es: 'Español', pt: 'Português' }

/** What each user chooses for themselves, in this browser. */
export function MePage() {
  const text = useSettingsText()
  const { language, theme } = usePreferences()
  useTitle(text.me.title)
  return (
    <div className={styles['page']}>
      <div>
        <h1>{text.me.title}</h1>
        <p className={styles['hint']}>{text.me.stored}</p>
      </div>
      <div className={`${styles['section']} ${styles['narrow']}`}>
        <SelectField
          label={text.me.language}
          value={language ?? 'system'}
          options={[
            ['system', text.me.languageOf.system],
            ...LANGUAGES.map((value) => [value, LANGUAGE_NAMES[value]] as const),
          ]}
          onChange={(value) => changePreferences({ language: value === 'system' ? undefined : value })}
        />
        <SelectField
          label={text.me.theme}
          value={theme}
          options={THEMES.map((value) => [value, text.me.themes[value]])}
          onChange={(value) => changePreferences({ theme: value })}
        />
        <TimeZoneField />
      </div>
      <NotificationsSection />
      <KeysSection />
      <SessionSection />
    </div>
  )
}
