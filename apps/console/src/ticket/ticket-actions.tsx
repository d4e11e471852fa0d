import type { DeskTicket, TransitionName } from '@kinconecta/support-client'
import { AlarmClock, Bell, BellOff, Merge } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useCommand } from '../commands/run.ts'
import { ownAgentId } from '../people/people.ts'
import { useTicketText } from '../text/ticket/ticket-text.ts'
import { useText } from '../text/text.ts'
import { Button } from '../ui/button.tsx'
import { CommandButton } from '../ui/command-button.tsx'
import { Failure } from '../ui/failure.tsx'
import { followChange, releaseChange, snoozeChange, takeChange, transitionChange } from './changes-of-tickets.ts'
import styles from './ticket-page.module.css'
import type { TicketChanges } from './use-ticket-change.ts'

const ResolveDialog = lazy(() => import('./resolve-dialog.tsx'))
const DuplicateDialog = lazy(() => import('./duplicate-dialog.tsx'))
const SnoozeDialog = lazy(() => import('./snooze-dialog.tsx'))

type OpenDialog = 'resolve' | 'close_as_duplicate' | 'snooze'
const WITH_DIALOG: ReadonlySet<TransitionName> = new Set(['resolve', 'close_as_duplicate'])

/** What can be done with the ticket now, as buttons. */
export function TicketActions({
  ticket,
  changes,
  onMerge,
}: {
  ticket: DeskTicket
  changes: TicketChanges
  onMerge: () => void
}) {
  const text = useTicketText()
  const { merge } = text
  const [dialog, setDialog] = useState<OpenDialog>()
  const { make, isPending, error } = changes
  const { allowedTransitions } = ticket
  const close = () => setDialog(undefined)
  const start = (name: TransitionName) => {
    if (WITH_DIALOG.has(name)) setDialog(name as OpenDialog)
    else make(transitionChange({ name } as Parameters<typeof transitionChange>[0]))
  }
  useCommand('ticket.resolve', () => start('resolve'), allowedTransitions.includes('resolve'))
  useCommand('ticket.close', () => start('close'), allowedTransitions.includes('close'))
  useCommand(
    'ticket.closeAsDuplicate',
    () => start('close_as_duplicate'),
    allowedTransitions.includes('close_as_duplicate'),
  )
  useCommand('ticket.merge', onMerge, ticket.mergedInto === null)
  return (
    <>
      <div className={styles['actions']} role="group" aria-label={text.ticket.actions}>
        <PersonalActions ticket={ticket} changes={changes} />
        <SnoozeAction ticket={ticket} changes={changes} onChoose={() => setDialog('snooze')} />
        {allowedTransitions.map((name) => (
          <Button
            key={name}
            kind={name === 'resolve' ? 'primary' : 'normal'}
            onClick={() => start(name)}
            disabled={isPending}
          >
            {text.transition[name]}
          </Button>
        ))}
        {ticket.mergedInto === null && (
          <CommandButton command="ticket.merge">
            <Merge size={16} aria-hidden />
            {merge.action}
          </CommandButton>
        )}
      </div>
      {error && <Failure error={error} />}
      <Suspense>
        {dialog === 'resolve' && <ResolveDialog onClose={close} onChoose={(change) => make(change)} />}
        {dialog === 'close_as_duplicate' && (
          <DuplicateDialog ticket={ticket} onClose={close} onChoose={(change) => make(change)} />
        )}
        {dialog === 'snooze' && <SnoozeDialog onClose={close} onChoose={(change) => make(change)} />}
      </Suspense>
    </>
  )
}

/** What an agent does for themselves. API keys are nobody. */
function PersonalActions({ ticket, changes: { make, isPending } }: { ticket: DeskTicket; changes: TicketChanges }) {
  const text = useText()
  const own = ownAgentId()
  const isOwn = ticket.assigneeId === own
  const isFollowing = own !== undefined && ticket.followerIds.includes(own)
  const isPerson = own !== undefined
  useCommand('ticket.take', () => make(takeChange()), isPerson && !isOwn && !isPending)
  useCommand('ticket.release', () => make(releaseChange()), isPerson && isOwn && !isPending)
  useCommand('ticket.follow', () => make(followChange(!isFollowing)), isPerson && !isPending)
  if (!isPerson) return undefined
  return (
    <>
      <CommandButton command={isOwn ? 'ticket.release' : 'ticket.take'} isDisabled={isPending}>
        {isOwn ? text.ticket.release : text.ticket.take}
      </CommandButton>
      <CommandButton command="ticket.follow" isPressed={isFollowing} isDisabled={isPending}>
        {isFollowing ? <BellOff size={16} aria-hidden /> : <Bell size={16} aria-hidden />}
        {text.ticket.follow}
      </CommandButton>
    </>
  )
}

function SnoozeAction({
  ticket: { status, isSnoozed },
  changes: { make, isPending },
  onChoose,
}: {
  ticket: DeskTicket
  changes: TicketChanges
  onChoose: () => void
}) {
  const text = useText()
  const isDone = status === 'RESOLVED' || status === 'CLOSED'
  const isAvailable = !isDone && !isPending
  useCommand('ticket.snooze', () => (isSnoozed ? make(snoozeChange(undefined)) : onChoose()), isAvailable)
  if (isDone) return undefined
  return (
    <CommandButton command="ticket.snooze" isPressed={isSnoozed} isDisabled={!isAvailable}>
      <AlarmClock size={16} aria-hidden />
      {text.ticket.snooze}
    </CommandButton>
  )
}
