import { useState } from 'react'
import { changePreferences, usePreferences } from '../preferences/preferences.ts'
import { useSettingsText } from '../text/settings/settings-text.ts'
import { CheckboxField } from '../ui/field.tsx'
import styles from './me-page.module.css'

/** Whether the desktop shows what happens to the tickets of the user. The browser is asked when it is switched on. */
export function NotificationsSection() {
  const text = useSettingsText().notificationSettings
  const { hasNotifications } = usePreferences()
  const [isBlocked, setBlocked] = useState(() => hasNotifications && !isGranted())
  const change = async (isOn: boolean) => {
    const isAllowed = isOn && 'Notification' in globalThis && (await Notification.requestPermission()) === 'granted'
    setBlocked(isOn && !isAllowed)
    changePreferences({ hasNotifications: isAllowed })
  }
  return (
    <section className={styles['section']}>
      <h2>{text.title}</h2>
      <CheckboxField
        label={text.wanted}
        checked={hasNotifications && !isBlocked}
        onChange={({ target }) => void change(target.checked)}
      />
      <p className={styles['hint']}>{text.hint}</p>
      {isBlocked && <p role="alert">{text.blocked}</p>}
    </section>
  )
}

function isGranted(): boolean {
  return 'Notification' in globalThis && Notification.permission === 'granted'
}
