import type { DeskTicket, MacroApply, MacroPreview, MessageKind } from '@kinconecta/support-client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { queries, support } from '../app/support.ts'
import { useSave } from '../app/use-save.ts'
import { LazyMarkdown } from '../markdown/lazy-markdown.tsx'
import { changedFields } from '../ticket/ticket-change.ts'
import { ticketQuery } from '../ticket/ticket-query.ts'
import { useTicketText } from '../text/ticket/ticket-text.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Failure } from '../ui/failure.tsx'
import { SelectField } from '../ui/field.tsx'
import styles from './composer.module.css'
import { UNDO_SECONDS } from './undo-seconds.ts'

/** Chooses a macro, shows what it would do, and inserts its text or applies it. */
export default function MacroDialog({
  ticket: { ticketId: id },
  kind,
  onInsert,
  onClose,
}: {
  ticket: DeskTicket
  kind: MessageKind
  onInsert: (body: string) => void
  onClose: () => void
}) {
  const text = useTicketText()
  const { data: macros, error: listError } = useQuery(queries.desk.macros.list.queryOptions({ limit: 200 }))
  const [chosen, setChosen] = useState('')
  const macroId = Number(chosen)
  const version = useQuery(ticketQuery(id)).data?.version
  const preview = usePreview({ id, macroId }, version)
  const { save, isSaving, error } = useSave({
    send: (input: MacroApply, options) => support.desk.macros.apply(input, options),
    stale: [queries.desk.tickets.get.queryKey({ id }), queries.desk.messages.list.queryKey({ id })],
    onSaved: onClose,
  })
  const problem = error ?? preview.error ?? listError
  const shown = preview.data
  const insert = (body: string) => {
    onInsert(body)
    onClose()
  }
  return (
    <Dialog title={text.macros.title} onClose={onClose}>
      {macros?.items.length === 0 && <p>{text.macros.none}</p>}
      <SelectField
        label={text.macros.choose}
        value={chosen}
        options={[['', '–'], ...(macros?.items ?? []).map((macro) => [String(macro.macroId), macro.name] as const)]}
        onChange={setChosen}
      />
      {shown && <Preview preview={shown} />}
      {problem && <Failure error={problem} />}
      <div className={styles['choice']}>
        {/* The text of a note stays out of a reply, which the requester sees. */}
        <Button
          kind="primary"
          disabled={shown?.reply?.kind !== kind}
          onClick={() => shown?.reply && insert(shown.reply.body)}
        >
          {text.macros.insert}
        </Button>
        <Button
          disabled={!shown || isSaving}
          onClick={() => save({ id, macroId, ifVersion: version, sendAfterSeconds: UNDO_SECONDS })}
        >
          {text.macros.apply}
        </Button>
      </div>
    </Dialog>
  )
}

/** What the macro would do with this version of the ticket; nothing without a macro. */
function usePreview(input: { id: number; macroId: number }, version: number | undefined) {
  const options = queries.desk.macros.preview.queryOptions(input)
  return useQuery({
    ...options,
    queryKey: [...options.queryKey, version],
    enabled: input.macroId > 0,
    retry: false,
  })
}

/** The message and the changes that a macro would make. */
function Preview({ preview: { reply, before, after } }: { preview: MacroPreview }) {
  const text = useTicketText().macros
  return (
    <section className={styles['preview']} aria-label={text.preview}>
      {reply && (
        <>
          <p>{reply.kind === 'reply' ? text.writesReply : text.writesNote}</p>
          <LazyMarkdown text={reply.body} />
        </>
      )}
      <Changes before={before} after={after} />
    </section>
  )
}

/** The fields of the ticket that the macro changes, by their names. */
function Changes({ before, after }: { before: DeskTicket; after: DeskTicket }) {
  const { fields } = useTicketText().ticket
  const names = changedFields(before, after).filter((name): name is keyof typeof fields => name in fields)
  if (names.length === 0) return undefined
  return <p>{names.map((name) => fields[name]).join(', ')}</p>
}
