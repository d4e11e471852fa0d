import { type FormEvent, useState } from 'react'
import { usePreferences } from '../preferences/preferences.ts'
import { useLocale, useText } from '../text/text.ts'
import { dateTime } from '../time/timestamp.ts'
import { instantOfInput, localInputValue } from '../time/zoned-time.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { snoozeChange } from './changes-of-tickets.ts'
import { snoozeTimes } from './snooze-times.ts'
import type { TicketChange } from './ticket-change.ts'
import styles from './ticket-page.module.css'

/** Asks until when the ticket is snoozed. */
export default function SnoozeDialog({
  onClose,
  onChoose,
}: {
  onClose: () => void
  onChoose: (change: TicketChange) => void
}) {
  const text = useText()
  const locale = useLocale()
  const { timeZone } = usePreferences()
  const [now] = useState(() => new Date())
  const [typed, setTyped] = useState(() => localInputValue(snoozeTimes(now, timeZone).tomorrow, timeZone))
  const times = snoozeTimes(now, timeZone)
  const choose = (snooze: Parameters<typeof snoozeChange>[0]) => {
    onClose()
    onChoose(snoozeChange(snooze))
  }
  const chosen = instantOfInput(typed, timeZone)
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (chosen && chosen > new Date()) choose({ until: chosen.toISOString() })
  }
  return (
    <Dialog title={text.ticket.snooze} onClose={onClose}>
      <div className={styles['choices']}>
        <Button onClick={() => choose({ untilReply: true })}>{text.ticket.untilReply}</Button>
        {(['inOneHour', 'tomorrow', 'nextMonday'] as const).map((name) => (
          <Button key={name} onClick={() => choose({ until: times[name].toISOString() })}>
            {text.ticket.snoozeTimes[name]} · {dateTime(times[name], locale, timeZone)}
          </Button>
        ))}
      </div>
      <form className={styles['form']} onSubmit={onSubmit}>
        <TextField
          label={text.ticket.otherTime}
          type="datetime-local"
          value={typed}
          min={localInputValue(now, timeZone)}
          required
          onChange={({ target }) => setTyped(target.value)}
        />
        <Button type="submit">{text.ticket.snooze}</Button>
      </form>
    </Dialog>
  )
}
