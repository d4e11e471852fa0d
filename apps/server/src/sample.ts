import { readFile } from 'node:fs/promises'
import { Attachment, Ticket } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import type { Database } from './database/tables.ts'

const FILE = new URL('../seed/sample.json', import.meta.url)
const Sample = z.object({ supportTickets: z.array(Ticket), supportTicketAttachments: z.array(Attachment) })

/** Loads seed/sample.json and tells how much of it was not there yet. */
export async function loadSample(db: Kysely<Database>): Promise<{ tickets: number; attachments: number }> {
  const sample = Sample.parse(JSON.parse(await readFile(FILE, 'utf8')))
  return db.transaction().execute(async (transaction) => {
    const tickets = await transaction
      .insertInto('support_tickets')
      .values(sample.supportTickets.map(ticketRow))
      .onConflict((conflict) => conflict.doNothing())
      .returning('ticket_id')
      .execute()
    // Where a ticket of another's stands under a sample's id, the sample's attachments are not for it.
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

/** The sample brings its ids; the next one given out must be higher than all of them. */
async function startIdsBehind(db: Kysely<Database>, table: string, id: string): Promise<void> {
  const sequence = sql`pg_get_serial_sequence(${table}, ${id})`
  await sql`select setval(${sequence}, greatest(nextval(${sequence}), (select max(${sql.ref(id)}) from ${sql.table(table)})))`.execute(
    db,
  )
}

export function ticketRow(ticket: Ticket) {
  return {
    ticket_id: ticket.ticketId,
    user_id: ticket.userId,
    role_context: ticket.roleContext,
    full_name: ticket.fullName,
    email: ticket.email,
    subject: ticket.subject,
    category: ticket.category,
    message: ticket.message,
    status: ticket.status,
    created_at: ticket.createdAt,
    updated_at: ticket.updatedAt,
  }
}

export function attachmentRow(attachment: Attachment) {
  return {
    attachment_id: attachment.attachmentId,
    ticket_id: attachment.ticketId,
    file_url: attachment.fileUrl,
    file_name: attachment.fileName,
    mime_type: attachment.mimeType,
    file_size_bytes: attachment.fileSizeBytes,
    uploaded_at: attachment.uploadedAt,
  }
}
