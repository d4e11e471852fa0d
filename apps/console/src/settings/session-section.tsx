import { signOut, useSession } from '../session/session.ts'
import { useSettingsText } from '../text/settings/settings-text.ts'
import { DateTime } from '../time/time.tsx'
import { Button } from '../ui/button.tsx'
import styles from './me-page.module.css'

/** Who is signed in, until when, and how to sign out. */
export function SessionSection() {
  const text = useSettingsText()
  const { session } = useSession()
  const { caller, expiresAt, isOpen } = session
  const name = caller?.kind === 'service' ? text.session.apiKey : (caller?.name ?? caller?.email ?? caller?.agentId)
  return (
    <section className={styles['section']}>
      <h2>{text.me.session}</h2>
      <p>{text.session.signedInAs(isOpen ? text.session.everybody : (name ?? ''))}</p>
      {expiresAt !== null && (
        <p>
          {text.session.until}: <DateTime at={expiresAt} />
        </p>
      )}
      {!isOpen && (
        <div className={styles['actions']}>
          <Button onClick={() => void signOut(false)}>{text.session.signOut}</Button>
          <Button onClick={() => void signOut(true)}>{text.session.signOutEverywhere}</Button>
        </div>
      )}
    </section>
  )
}
