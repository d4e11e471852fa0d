import type { ResolutionCode } from '@kinconecta/support-client'
import { useRef } from 'react'
import { useText } from '../text/text.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { transitionChange } from './changes-of-tickets.ts'
import type { TicketChange } from './ticket-change.ts'
import styles from './ticket-page.module.css'

type Code = Exclude<ResolutionCode, 'DUPLICATE'>
const CODES: readonly Code[] = ['SOLVED', 'WORKAROUND', 'NO_RESPONSE', 'NOT_REPRODUCIBLE', 'WONT_FIX', 'SPAM']

/** Asks how the ticket was resolved. */
export default function ResolveDialog({
  onClose,
  onChoose,
}: {
  onClose: () => void
  onChoose: (change: TicketChange) => void
}) {
  const text = useText()
  const first = useRef<HTMLButtonElement>(null)
  return (
    <Dialog title={text.ticket.resolveHow} onClose={onClose} initialFocus={first}>
      <div className={styles['choices']}>
        {CODES.map((resolutionCode) => (
          <Button
            key={resolutionCode}
            ref={resolutionCode === CODES[0] ? first : undefined}
            onClick={() => {
              onClose()
              onChoose(transitionChange({ name: 'resolve', resolutionCode }))
            }}
          >
            {text.resolution[resolutionCode]}
          </Button>
        ))}
      </div>
    </Dialog>
  )
}
