import { useIsConnected } from '../app/connection.ts'
import { MAYBE_SENT } from '../drafts/draft-machine.ts'
import { type DraftState, isBlank, isUnsaved } from '../drafts/draft-state.ts'
import { useTicketText } from '../text/ticket/ticket-text.ts'
import { reasonOf } from '../ui/reason.ts'
import styles from './composer.module.css'

/** Where the text is now. */
export function DraftStatus({ state, isStored }: { state: DraftState; isStored: boolean }) {
  const text = useTicketText()
  const isConnected = useIsConnected()
  const { outgoing, hasFailed, refusal, hasServer } = state
  if (refusal !== undefined) {
    const reason =
      refusal === MAYBE_SENT ? text.composer.maybeSent : `${text.composer.refused} ${reasonOf(refusal) ?? ''}`
    return (
      <p role="alert" className={`${styles['status']} ${styles['problem']}`}>
        {reason}
      </p>
    )
  }
  if (outgoing.length > 0) {
    return (
      <p role="status" className={styles['status']}>
        {hasFailed || !isConnected ? text.composer.waiting : text.composer.sending}
      </p>
    )
  }
  return <p className={styles['status']}>{isBlank(state.text) ? '' : savedText()}</p>

  function savedText(): string {
    if (!isStored) return text.composer.notStored
    if (!hasServer) return text.composer.inBrowser
    if (hasFailed || !isConnected) return text.composer.notSaved
    return isUnsaved(state) ? text.composer.saving : text.composer.saved
  }
}
