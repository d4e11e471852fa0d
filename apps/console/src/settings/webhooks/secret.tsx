import { useState } from 'react'
import { useSettingsText } from '../../text/settings/settings-text.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import styles from '../settings.module.css'

/** The secret of a webhook, or another one that the service shows once. */
export function Secret({ secret, hint }: { secret: string; hint?: string }) {
  const text = useSettingsText()
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(secret)
    setCopied(true)
  }
  return (
    <Notice>
      <p>{hint ?? text.webhooks.secretOnce}</p>
      <code className={styles['secret']}>{secret}</code>
      <Button onClick={() => void copy().catch(() => {})}>
        {isCopied ? text.webhooks.copied : text.webhooks.copy}
      </Button>
    </Notice>
  )
}
