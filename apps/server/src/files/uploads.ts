import { type AttachmentUpload, fileOperations, type TicketCreate } from '@kinconecta/support-contracts'
import type { Call } from '../operations/call.ts'
import { change } from '../operations/change.ts'
import { hasOutcome } from '../operations/idempotency.repository.ts'
import { insertTicket, ticketReads } from '../tickets/tickets.repository.ts'
import { creationBy, mayReach, ticketNotFound } from '../tickets/tickets.rules.ts'
import { attacher, holdRoomOnTicket, refuseMoreThan, type UploadDependencies } from './attach-files.ts'
import type { KeptFile } from './receive-file.ts'

/** One way to upload: whether files may come at all, and the change that makes them part of the data. */
export interface Upload<Input> {
  /** Before a byte is stored. */
  admit(call: Call, input: Input): Promise<void>
  save(call: Call, input: Input, files: KeptFile[]): Promise<unknown>
}

/** The operations that take files. Each row is written in one transaction with its idempotency key, as any change is. */
export function uploads(dependencies: UploadDependencies) {
  const { db, clock, limits } = dependencies
  const attach = attacher(dependencies)
  const { findTicket } = ticketReads(db)

  const attachment: Upload<AttachmentUpload> = {
    async admit({ actor, idempotencyKey: key }, { ticketId }) {
      // A repetition gets its first answer, also where the ticket has gone meanwhile.
      if (key !== undefined && (await hasOutcome(db, { caller: actor.id, operation: 'attachments.upload', key })))
        return
      const ticket = await findTicket(ticketId)
      if (!ticket || !mayReach(actor, ticket)) throw ticketNotFound(ticketId)
    },
    save: (call, { ticketId }, files) =>
      change(db, fileOperations['attachments.upload'], call, contentOf({ ticketId }, files), async (transaction) => {
        await holdRoomOnTicket(transaction, call.actor, ticketId, files.length, limits)
        const [attached] = await attach(transaction, call.actor, ticketId, files)
        return attached
      }),
  }

  const ticket: Upload<TicketCreate> = {
    async admit({ actor }, input) {
      creationBy(actor, input)
    },
    save: (call, input, files) =>
      change(db, fileOperations['tickets.createWithFiles'], call, contentOf(input, files), async (transaction) => {
        refuseMoreThan(limits.filesPerTicket, files.length)
        const created = await insertTicket(transaction, creationBy(call.actor, input), clock())
        await attach(transaction, call.actor, created.ticketId, files)
        return created
      }),
  }

  return { 'attachments.upload': attachment, 'tickets.createWithFiles': ticket }
}

/** What two uploads have in common that are the same: the members, and of each file its name, size and bytes. */
function contentOf(input: object, files: KeptFile[]) {
  const described = files.map(({ name, sizeBytes, sha256 }) => ({ name, sizeBytes, sha256: sha256.toString('hex') }))
  return { input: { ...input, files: described }, ifVersions: undefined }
}
