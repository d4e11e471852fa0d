import type { DeskTicket, LinkRelation, TicketLinkCreate } from '@kinconecta/support-client'
import { useRef, useState } from 'react'
import { support } from '../app/support.ts'
import { useSave } from '../app/use-save.ts'
import { useTicketText } from '../text/ticket/ticket-text.ts'
import { Dialog } from '../ui/dialog.tsx'
import { SelectField } from '../ui/field.tsx'
import { FormProblem } from '../ui/form.tsx'
import { keysOfTickets } from './merge-queries.ts'
import styles from './merging.module.css'
import { TicketFinder } from './ticket-finder.tsx'

const RELATIONS: readonly LinkRelation[] = ['relates', 'duplicates', 'duplicated_by', 'blocks', 'blocked_by']

/** Links the ticket to another one: how, and to which. */
export default function LinkDialog({ ticket, onClose }: { ticket: DeskTicket; onClose: () => void }) {
  const { links } = useTicketText()
  const field = useRef<HTMLInputElement>(null)
  const [relation, setRelation] = useState<LinkRelation>('relates')
  const { ticketId: id } = ticket
  const { save, isSaving, error } = useSave({
    send: (input: TicketLinkCreate, options) => support.desk.links.create(input, options),
    stale: keysOfTickets(id),
    onSaved: onClose,
  })
  return (
    <Dialog title={links.add} onClose={onClose} initialFocus={field}>
      <div className={styles['dialog']}>
        <SelectField
          label={links.relation}
          value={relation}
          options={RELATIONS.map((value) => [value, links.relations[value]])}
          onChange={setRelation}
        />
        <TicketFinder
          ticket={ticket}
          field={field}
          onChoose={(otherTicketId) => !isSaving && save({ id, relation, otherTicketId })}
        />
        <FormProblem error={error} problems={links.problems} />
      </div>
    </Dialog>
  )
}
