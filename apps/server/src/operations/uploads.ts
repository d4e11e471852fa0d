import { authorize, type Context, type Operation, SupportError, type TicketCreate } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { Files } from '../files/files.ts'
import type { KeptFile } from '../files/receive-file.ts'
import type { Database } from '../platform/database/tables.ts'
import { isWithin, scopeOf } from '../tickets/ticket-scope.ts'
import { ticketReads } from '../tickets/tickets.repository.ts'
import { creationBy, ticketNotFound } from '../tickets/tickets.rules.ts'
import type { Call } from './call.ts'
import { hasOutcome } from './idempotency.repository.ts'

/** What the reader of an upload's input gives its files to. */
export interface UploadReceiver {
  /** Throws if the caller may not upload with this input. To be called with valid input, before the first file. */
  admit(input: unknown): Promise<void>
  /** Stores a file as it arrives. */
  receive(name: string, bytes: AsyncIterable<Buffer>): Promise<void>
  /** Adds a file that the storage has already. */
  add(file: KeptFile): void
}

/** Runs an operation whose files arrive beside its input. Files that do not become part of the data are deleted. */
export type RunUpload = (
  operation: Operation,
  call: Call,
  readInput: (receiver: UploadReceiver) => Promise<unknown>,
) => Promise<unknown>

export function uploadRunner(db: Kysely<Database>, files: Files, createContext: (call: Call) => Context): RunUpload {
  const admit = admission(db)
  return async (operation, call, readInput) => {
    const received: KeptFile[] = []
    const receiver: UploadReceiver = {
      admit: (input) => admit(operation, call, input),
      receive: async (name, bytes) => void received.push(await files.receive(name, bytes)),
      add: (file) => void received.push(file),
    }
    try {
      const ctx = createContext({ ...call, received })
      const output = await operation.run({ ctx, getRawInput: () => readInput(receiver) })
      if (call.outcome.isReplayed) await files.discard(received)
      else files.afterUpload()
      return output
    } catch (error) {
      const isUnknown = error instanceof SupportError && error.code === 'OUTCOME_UNKNOWN'
      if (!isUnknown) await files.discard(received)
      throw error
    }
  }
}

/** Whether a caller may upload: checked before a byte is stored, and again in the transaction. */
function admission(db: Kysely<Database>) {
  const { findTicket } = ticketReads(db)
  return async ({ path }: Operation, { actor, idempotencyKey: key }: Call, input: unknown): Promise<void> => {
    if (path === 'tickets.createWithFiles') return void creationBy(actor, input as TicketCreate)
    // A retry gets its first answer, also if the ticket was deleted since.
    if (key !== undefined && (await hasOutcome(db, { caller: actor.id, operation: path, key }))) return
    const { ticketId } = input as { ticketId: number }
    const ticket = await findTicket(ticketId)
    if (!ticket || !isWithin(scopeOf(actor, authorize(actor, path)), ticket)) throw ticketNotFound(ticketId)
  }
}
