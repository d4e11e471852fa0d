import type { DeskTicket, MessageKind } from '@kinconecta/support-client'
import { Zap } from 'lucide-react'
import { lazy, type RefObject, Suspense, useState } from 'react'
import { useCommand } from '../commands/run.ts'
import type { useDraft } from '../drafts/use-draft.ts'
import { CommandButton } from '../ui/command-button.tsx'

const MacroDialog = lazy(() => import('./macro-dialog.tsx'))

/** Opens the macros. The text of a macro is inserted into the field, at the caret. */
export function MacroButton({
  ticket,
  kind,
  draft: { state, tell },
  field,
}: {
  ticket: DeskTicket
  kind: MessageKind
  draft: ReturnType<typeof useDraft>
  field: RefObject<HTMLTextAreaElement | null>
}) {
  const [isOpen, setOpen] = useState(false)
  const isDisabled = state.outgoing.length > 0
  useCommand('message.macro', () => setOpen(true), !isDisabled)
  const insert = (body: string) => tell({ type: 'typed', text: inserted(field.current, state.text, body) })
  return (
    <>
      <CommandButton command="message.macro" kind="quiet" isDisabled={isDisabled}>
        <Zap size={18} aria-hidden />
      </CommandButton>
      <Suspense>
        {isOpen && <MacroDialog ticket={ticket} kind={kind} onInsert={insert} onClose={() => setOpen(false)} />}
      </Suspense>
    </>
  )
}

/** The text with another one in the place of what is selected. */
function inserted(field: HTMLTextAreaElement | null, text: string, body: string): string {
  const start = field?.selectionStart ?? text.length
  const end = field?.selectionEnd ?? start
  return text.slice(0, start) + body + text.slice(end)
}
