import { readFile } from 'node:fs/promises'
import { Attachment, Ticket } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import { attachmentColumns } from '../attachments/attachments.repository.ts'
import type { Database } from '../platform/database/tables.ts'
import { ticketColumns } from '../tickets/tickets.repository.ts'

const FILE = new URL('../../seed/sample.json', import.meta.url)
const Sample = z.object({ supportTickets: z.array(Ticket), supportTicketAttachments: z.array(Attachment) })

/**
 * Loads seed/sample.json in one transaction. Existing ids are skipped. Returns the number of inserted tickets and the
 * number of their attachments.
 */
export async function loadSample(db: Kysely<Database>): Promise<{ tickets: number; attachments: number }> {
  const sample = Sample.parse(JSON.parse(await readFile(FILE, 'utf8')))
  return db.transaction().execute(async (transaction) => {
    const tickets = await transaction
      .insertInto('support_tickets')
      .values(sample.supportTickets.map(ticketRow))
      .onConflict((conflict) => conflict.doNothing())
      .returning('ticket_id')
      .execute()
    // If a ticket of the sample was skipped, its id may belong to another ticket, so its attachments are skipped too.
    const loaded = new Set(tickets.map((ticket) => ticket.ticket_id))
    const attachments = sample.supportTicketAttachments.filter(({ ticketId }) => loaded.has(ticketId))
    if (attachments.length > 0) {
      await transaction
        .insertInto('support_ticket_attachments')
        .values(attachments.map(attachmentRow))
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    }
    await startIdsBehind(transaction, 'support_tickets', 'ticket_id')
    await startIdsBehind(transaction, 'support_ticket_attachments', 'attachment_id')
    return { tickets: tickets.length, attachments: attachments.length }
  })
}

/** The sample contains fixed ids, so the next generated id must be higher than all existing ones. */
async function startIdsBehind(db: Kysely<Database>, table: string, id: string): Promise<void> {
  const sequence = sql`pg_get_serial_sequence(${table}, ${id})`
  await sql`select setval(${sequence}, greatest(nextval(${sequence}), (select max(${sql.ref(id)}) from ${sql.table(table)})))`.execute(
    db,
  )
}

/** Returns the database row of a ticket, with its id and timestamps. */
export function ticketRow(ticket: Ticket) {
  return {
    ...ticketColumns(ticket),
    ticket_id: ticket.ticketId,
    created_at: ticket.createdAt,
    updated_at: ticket.updatedAt,
  }
}

/** Returns the database row of an attachment, with its id and timestamp. */
export function attachmentRow(attachment: Attachment) {
  return {
    ...attachmentColumns(attachment),
    attachment_id: attachment.attachmentId,
    uploaded_at: attachment.uploadedAt,
  }
}
