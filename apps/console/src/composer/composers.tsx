import type { DeskTicket, MessageKind } from '@kinconecta/support-client'
import { Lock, Reply } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useCommand } from '../commands/run.ts'
import { type DraftState, isBlank } from '../drafts/draft-state.ts'
import { useDraft } from '../drafts/use-draft.ts'
import { useTicketText } from '../text/ticket/ticket-text.ts'
import { CommandButton } from '../ui/command-button.tsx'
import { Composer } from './composer.tsx'
import styles from './composer.module.css'
import { useEnded } from './use-ended.ts'

/**
 * The reply to the requester and the note for the team. Neither is open until the user chooses it, or has begun it;
 * after sending, the user chooses again.
 */
export function Composers({
  ticket,
  presence,
  onTyping,
}: {
  ticket: DeskTicket
  /** Who else is here, beside the buttons. */
  presence: ReactNode
  onTyping: () => void
}) {
  const text = useTicketText()
  const { ticketId } = ticket
  const drafts = { reply: useDraft(ticketId, 'reply'), note: useDraft(ticketId, 'note') }
  const [chosen, setChosen] = useState<MessageKind | 'none'>()
  const begun = (['reply', 'note'] as const).find((kind) => hasContent(drafts[kind].state))
  const kind = chosen ?? begun ?? 'none'
  useCommand('ticket.reply', () => setChosen('reply'))
  useCommand('ticket.note', () => setChosen('note'))
  useEnded(drafts.reply.state.recalling.length > 0, () => setChosen('reply'))
  const name = firstName(ticket.fullName)
  return (
    <div className={styles['composers']}>
      <div className={styles['choice']}>
        <CommandButton command="ticket.reply" isPressed={kind === 'reply'}>
          <Reply size={16} aria-hidden />
          {text.composer.replyTo(name)}
          {kind !== 'reply' && hasContent(drafts.reply.state) && <Begun />}
        </CommandButton>
        <CommandButton command="ticket.note" isPressed={kind === 'note'}>
          <Lock size={16} aria-hidden />
          {text.composer.addNote}
          {kind !== 'note' && hasContent(drafts.note.state) && <Begun />}
        </CommandButton>
        {presence}
      </div>
      {kind !== 'none' && (
        <Composer
          key={`${ticketId} ${kind}`}
          ticket={ticket}
          kind={kind}
          name={name}
          draft={drafts[kind]}
          wantsFocus={chosen !== undefined}
          onTyping={onTyping}
          onSent={() => setChosen('none')}
        />
      )}
    </div>
  )
}

/** Says that there is a text that is not sent. */
function Begun() {
  return <span className={styles['begun']}>{useTicketText().composer.draft}</span>
}

function hasContent({ text, files, other, outgoing }: DraftState): boolean {
  return !isBlank(text) || files.length + outgoing.length > 0 || other !== undefined
}

function firstName(fullName: string): string {
  return fullName.trim().split(/\s+/, 1)[0] ?? fullName
}
