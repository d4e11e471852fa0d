import { authorize, type Context, type Operation, SupportError, type TicketCreate } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { Files } from '../files/files.ts'
import type { KeptFile, ReceivedFile } from '../files/receive-file.ts'
import type { QuotaShare } from '../files/upload-quota.ts'
import type { Database } from '../platform/database/tables.ts'
import { scopeOf } from '../platform/identity/ticket-scope.ts'
import { ticketReads } from '../tickets/ticket-reads.ts'
import { creationBy, ticketNotFound } from '../tickets/tickets.rules.ts'
import type { Call } from './call.ts'
import { hasOutcome } from './idempotency.repository.ts'

/** What the reader of an upload's input gives its files to. */
export interface UploadReceiver {
  /** Throws if the caller may not upload with this input. Called again if later fields change the input. */
  admit(input: unknown): Promise<void>
  /** Receives a file as it arrives. Its bytes count for the daily quota from the first one on. */
  receive(sentName: string, bytes: AsyncIterable<Buffer>): Promise<void>
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
    const share = files.quota.open(call.actor, () => isRetry(db, operation, call))
    try {
      const getRawInput = () => receive(files, share, received, (input) => admit(operation, call, input), readInput)
      const output = await operation.run({ ctx: createContext({ ...call, received }), getRawInput })
      if (call.outcome.isReplayed) await files.discard(received)
      else files.afterUpload()
      return output
    } catch (error) {
      const isUnknown = error instanceof SupportError && error.code === 'OUTCOME_UNKNOWN'
      if (!isUnknown) await files.discard(received)
      throw error
    } finally {
      share.close()
    }
  }
}

/** Reads the input, and moves the files that came with it into the storage when all of them are there. */
async function receive(
  files: Files,
  share: QuotaShare,
  received: KeptFile[],
  admit: UploadReceiver['admit'],
  readInput: (receiver: UploadReceiver) => Promise<unknown>,
): Promise<unknown> {
  const drafts: ReceivedFile[] = []
  try {
    const input = await readInput({
      admit,
      receive: async (sentName, bytes) => void drafts.push(await files.receive(sentName, share.count(bytes))),
      add: (file) => void received.push(file),
    })
    received.push(...(await files.keep(drafts)))
    return input
  } catch (error) {
    await files.discardDrafts(drafts)
    throw error
  }
}

/** A retry stores nothing and gets its first answer, also if the ticket was deleted since. */
async function isRetry(
  db: Kysely<Database>,
  { path }: Operation,
  { actor, idempotencyKey: key }: Call,
): Promise<boolean> {
  return key !== undefined && hasOutcome(db, { caller: actor.id, operation: path, key })
}

/** Whether a caller may upload: checked before a byte is stored, and again in the transaction. */
function admission(db: Kysely<Database>) {
  const { findTicket } = ticketReads(db)
  return async (operation: Operation, call: Call, input: unknown): Promise<void> => {
    const { path } = operation
    const { actor } = call
    if (path === 'tickets.createWithFiles') return void creationBy(actor, input as TicketCreate)
    if (await isRetry(db, operation, call)) return
    const { ticketId } = input as { ticketId: number }
    const ticket = await findTicket(ticketId, scopeOf(actor, authorize(actor, path)))
    if (!ticket) throw ticketNotFound(ticketId)
  }
}
