import { type DeskMessage, isSupportApiError } from '@kinconecta/support-client'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { queries, support } from '../app/support.ts'
import { useSave } from '../app/use-save.ts'
import { keyOf } from '../commands/keys.ts'
import { runCommand } from '../commands/run.ts'
import { acceptable } from '../composer/acceptable.ts'
import { isBlank } from '../drafts/draft-state.ts'
import { useDraft } from '../drafts/use-draft.ts'
import { PlainText } from '../markdown/lazy-markdown.tsx'
import { usePreferences } from '../preferences/preferences.ts'
import { useTicketText } from '../text/ticket/ticket-text.ts'
import { useLocale } from '../text/text.ts'
import { timeOfDay } from '../time/timestamp.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextArea } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { conversationQuery, showEdited } from './conversation-cache.ts'
import { keepEdit, keptEdit } from './kept-edits.ts'
import { editableUntil } from './message-actions.ts'

const MAX_LENGTH = 65_535

/** Edits a message that was sent. What is typed stays until it is saved, discarded, or written as a new message. */
export default function EditDialog({
  ticketId,
  message,
  onClose,
}: {
  ticketId: number
  message: DeskMessage
  onClose: () => void
}) {
  const text = useTicketText()
  const { edit } = text
  const until = useTimeOfDay(editableUntil(message))
  const field = useRef<HTMLTextAreaElement>(null)
  const current = useCurrentBody(ticketId, message)
  const { typed, isKept, change } = useTyped(message, current)
  const saving = useEdit(ticketId, message, onClose)
  const writeAsNew = useNewMessage(ticketId, message, onClose)
  const isUnchanged = isBlank(typed) || typed === current
  const isOver = isSupportApiError(saving.error, 'MESSAGE_NOT_EDITABLE')
  return (
    <Dialog title={edit.title} size="wide" onClose={onClose} initialFocus={field}>
      <Form
        saving={saving}
        submit={text.save}
        isDisabled={isUnchanged}
        problems={edit.problems}
        onSubmit={() => saving.save(typed)}
        others={
          <>
            {isOver && <Button onClick={() => writeAsNew(typed)}>{edit.asNew}</Button>}
            {typed !== current && <Button onClick={() => change(current)}>{edit.discard}</Button>}
          </>
        }
      >
        <TextArea
          ref={field}
          label={edit.text}
          hint={edit.until(until)}
          value={typed}
          maxLength={MAX_LENGTH}
          rows={8}
          dir="auto"
          onChange={({ target }) => change(acceptable(target.value))}
          onKeyDown={(event) => {
            if (keyOf(event) === 'Mod+Enter') event.currentTarget.form?.requestSubmit()
          }}
        />
        {isKept && <p role="status">{edit.kept}</p>}
        {current !== message.body && (
          <Notice isProblem>
            <p>{edit.elsewhere}</p>
            <PlainText text={current} />
          </Notice>
        )}
      </Form>
    </Dialog>
  )
}

/** What the user typed, now or before the dialog was last closed. */
function useTyped({ messageId, body }: DeskMessage, current: string) {
  const [kept] = useState(() => keptEdit(messageId))
  const [typed, setTyped] = useState(kept ?? body)
  const change = (value: string) => {
    setTyped(value)
    keepEdit(messageId, value === current ? undefined : value)
  }
  return { typed, isKept: kept !== undefined && typed === kept, change }
}

function useTimeOfDay(date: Date): string {
  const locale = useLocale()
  const { timeZone } = usePreferences()
  return timeOfDay(date, locale, timeZone)
}

/** The text of the message as it is now; another tab may have edited it. */
function useCurrentBody(ticketId: number, { messageId, body }: DeskMessage): string {
  const { data: messages } = useQuery(conversationQuery(ticketId))
  return messages?.find((message) => message.messageId === messageId)?.body ?? body
}

function useEdit(id: number, { messageId }: DeskMessage, onClose: () => void) {
  return useSave({
    send: (body: string, options) => support.desk.messages.update({ id, messageId, body }, options),
    stale: [queries.desk.messages.list.queryKey({ id })],
    onSaved: (edited) => {
      keepEdit(messageId, undefined)
      showEdited(id, edited)
      onClose()
    },
  })
}

/** Adds the text to the draft of a new message, and opens it. */
function useNewMessage(ticketId: number, { messageId, kind }: DeskMessage, onClose: () => void) {
  const { state, tell } = useDraft(ticketId, kind)
  return (body: string) => {
    tell({ type: 'typed', text: isBlank(state.text) ? body : `${state.text}\n\n${body}` })
    keepEdit(messageId, undefined)
    onClose()
    setTimeout(() => runCommand(kind === 'reply' ? 'ticket.reply' : 'ticket.note')) // after the dialog gave the focus back
  }
}
