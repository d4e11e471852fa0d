import { useTicketText } from '../text/ticket/ticket-text.ts'
import { Button } from '../ui/button.tsx'
import styles from './composer.module.css'

/** Two texts for the same draft. The user keeps one of them, or both. */
export function DraftConflict({
  own,
  other,
  onDecide,
}: {
  own: string
  other: string
  onDecide: (text: string) => void
}) {
  const text = useTicketText()
  return (
    <div className={styles['conflict']} role="group" aria-label={text.composer.otherText}>
      <p role="alert">{text.composer.otherText}</p>
      <p className={styles['other']} dir="auto">
        {other}
      </p>
      <div className={styles['choice']}>
        <Button onClick={() => onDecide(`${own}\n\n${other}`)}>{text.composer.keepBoth}</Button>
        <Button onClick={() => onDecide(own)}>{text.composer.keepOwn}</Button>
        <Button onClick={() => onDecide(other)}>{text.composer.takeOther}</Button>
      </div>
    </div>
  )
}
