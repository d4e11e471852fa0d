import type { DeskTicket, MessageKind } from '@kinconecta/support-client'
import { Eye, Lock, Paperclip, Reply } from 'lucide-react'
import { type ChangeEvent, useEffect, useId, useRef, useState } from 'react'
import { useDroppedFiles, useUploads } from '../attachments/use-uploads.ts'
import { useCommand } from '../commands/run.ts'
import { isBlank } from '../drafts/draft-state.ts'
import type { useDraft } from '../drafts/use-draft.ts'
import { LazyMarkdown } from '../markdown/lazy-markdown.tsx'
import { useTicketText } from '../text/ticket/ticket-text.ts'
import { CommandButton } from '../ui/command-button.tsx'
import { acceptable } from './acceptable.ts'
import { ChosenFiles } from './chosen-files.tsx'
import styles from './composer.module.css'
import { DraftConflict } from './draft-conflict.tsx'
import { DraftStatus } from './draft-status.tsx'
import { MacroButton } from './macro-button.tsx'
import { UNDO_SECONDS } from './undo-seconds.ts'
import { useEnded } from './use-ended.ts'

const MAX_LENGTH = 65_535

interface ComposerProperties {
  ticket: DeskTicket
  kind: MessageKind
  /** How the requester is called on the button. */
  name: string
  draft: ReturnType<typeof useDraft>
  wantsFocus: boolean
  onTyping: () => void
  onSent: () => void
}

/** The form for a reply or a note. The two differ in colour, sign, heading and the word on the button. */
export function Composer({ ticket, kind, name, draft, wantsFocus, onTyping, onSent }: ComposerProperties) {
  const id = useId()
  const { state, tell, isStored } = draft
  const [outgoing] = state.outgoing
  const field = useRef<HTMLTextAreaElement>(null)
  const [hasPreview, setPreview] = useState(false)
  const uploads = useUploads(ticket.ticketId, state.files.length, (file) => tell({ type: 'attached', file }))
  const [setDropArea, isOver] = useDroppedFiles(uploads.add)
  const shown = outgoing?.body ?? state.text
  const canSend = !outgoing && !isBlank(state.text) && uploads.running.every(({ error }) => error !== undefined)
  useEffect(() => {
    if (wantsFocus) field.current?.focus()
  }, [wantsFocus])
  useEnded(outgoing !== undefined, () => state.refusal === undefined && onSent())
  const onChange = ({ target }: ChangeEvent<HTMLTextAreaElement>) => {
    tell({ type: 'typed', text: acceptable(target.value) })
    onTyping()
  }
  return (
    <form
      className={`${styles['composer']} ${styles[kind]} ${isOver ? styles['over'] : ''}`}
      ref={setDropArea}
      aria-labelledby={`${id}-head`}
      onSubmit={(event) => event.preventDefault()}
    >
      <Head id={id} kind={kind} fullName={ticket.fullName} />
      {state.other && (
        <DraftConflict
          own={state.text}
          other={state.other.body}
          onDecide={(decided) => tell({ type: 'decided', text: decided })}
        />
      )}
      <textarea
        id={`${id}-text`}
        ref={field}
        className={styles['text']}
        value={shown}
        onChange={onChange}
        onKeyDown={({ key, currentTarget }) => key === 'Escape' && currentTarget.blur()}
        readOnly={outgoing !== undefined}
        maxLength={MAX_LENGTH}
        rows={4}
        dir="auto"
      />
      {hasPreview && <Preview text={shown} />}
      <ChosenFiles state={state} uploads={uploads} tell={tell} />
      <div className={styles['foot']}>
        <AttachButton isDisabled={uploads.isFull || outgoing !== undefined} onFiles={uploads.add} />
        <PreviewButton isPressed={hasPreview} onPress={() => setPreview((has) => !has)} />
        <MacroButton ticket={ticket} kind={kind} draft={draft} field={field} />
        <DraftStatus state={state} isStored={isStored} />
        <SendButton kind={kind} name={name} isDisabled={!canSend} tell={tell} />
      </div>
    </form>
  )
}

function Preview({ text: body }: { text: string }) {
  return (
    <div className={styles['preview']} role="region" aria-label={useTicketText().composer.preview}>
      <LazyMarkdown text={body} />
    </div>
  )
}

function PreviewButton({ isPressed, onPress }: { isPressed: boolean; onPress: () => void }) {
  useCommand('message.preview', onPress)
  return (
    <CommandButton command="message.preview" kind="quiet" isPressed={isPressed}>
      <Eye size={18} aria-hidden />
    </CommandButton>
  )
}

function Head({ id, kind, fullName }: { id: string; kind: MessageKind; fullName: string }) {
  const text = useTicketText()
  return (
    <label className={styles['head']} id={`${id}-head`} htmlFor={`${id}-text`}>
      {kind === 'reply' ? <Reply size={16} aria-hidden /> : <Lock size={16} aria-hidden />}
      {kind === 'reply' ? text.composer.replyHead(fullName) : text.composer.noteHead}
    </label>
  )
}

function SendButton({
  kind,
  name,
  isDisabled,
  tell,
}: {
  kind: MessageKind
  name: string
  isDisabled: boolean
  tell: ComposerProperties['draft']['tell']
}) {
  const text = useTicketText()
  const send = () =>
    tell({
      type: 'sendRequested',
      idempotencyKey: crypto.randomUUID(),
      sendAfterSeconds: kind === 'reply' ? UNDO_SECONDS : 0,
      now: Date.now(),
    })
  useCommand('message.send', send, !isDisabled)
  return (
    <CommandButton command="message.send" kind={kind === 'reply' ? 'primary' : 'note'} isDisabled={isDisabled}>
      {kind === 'reply' ? text.composer.sendTo(name) : text.composer.addNote}
    </CommandButton>
  )
}

function AttachButton({ isDisabled, onFiles }: { isDisabled: boolean; onFiles: (files: FileList) => void }) {
  const input = useRef<HTMLInputElement>(null)
  useCommand('message.attach', () => input.current?.click(), !isDisabled)
  return (
    <>
      <CommandButton command="message.attach" kind="quiet" isDisabled={isDisabled}>
        <Paperclip size={18} aria-hidden />
      </CommandButton>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={({ target }) => {
          if (target.files) onFiles(target.files)
          target.value = '' // the same file may be chosen again
        }}
      />
    </>
  )
}
