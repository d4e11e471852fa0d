import { changePreferences, usePreferences } from '../preferences/preferences.ts'
import { useSettingsText } from '../text/settings/settings-text.ts'
import { useLocale } from '../text/text.ts'
import { useNow } from '../time/time.tsx'
import { dateTime } from '../time/timestamp.ts'
import { SelectField } from '../ui/field.tsx'
import styles from './me-page.module.css'

const OF_DEVICE = ''

/** The zone in which times are shown. */
export function TimeZoneField() {
  const text = useSettingsText()
  const locale = useLocale()
  const { timeZone } = usePreferences()
  const zones = Intl.supportedValuesOf('timeZone').map((zone) => [zone, zone.replaceAll('_', ' ')] as const)
  const ofDevice = new Intl.DateTimeFormat().resolvedOptions().timeZone
  return (
    <div>
      <SelectField
        label={text.me.timeZone}
        value={timeZone ?? OF_DEVICE}
        options={[[OF_DEVICE, text.me.timeZoneOfBrowser(ofDevice)], ...zones]}
        onChange={(zone) => changePreferences({ timeZone: zone === OF_DEVICE ? undefined : zone })}
      />
      <p className={styles['hint']}>
        {text.me.now}: {dateTime(useNow(), locale, timeZone)}
      </p>
    </div>
  )
}
