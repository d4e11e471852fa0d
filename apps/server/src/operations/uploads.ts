import { authorize, type Context, type Operation, SupportError, type TicketCreate } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { Files } from '../files/files.ts'
import type { StoredUpload, ReceivedFile } from '../files/receive-file.ts'
import type { QuotaShare } from '../files/upload-quota.ts'
import type { Database } from '../platform/database/tables.ts'
import { scopeOf } from '../platform/identity/ticket-scope.ts'
import { ticketReads } from '../tickets/ticket-reads.ts'
import { creationBy, ticketNotFound } from '../tickets/tickets.rules.ts'
import type { Call } from './call.ts'
import { isRetry } from './is-retry.ts'

/** Receives the files of an upload while its input is read. */
export interface UploadReceiver {
  /** Rejects if the caller may not upload with this input. Called again if later fields change the input. */
  admit(input: unknown): Promise<void>
  /** Stores a file as a draft while it arrives. Its bytes count towards the daily quota as they arrive. */
  receive(sentName: string, bytes: AsyncIterable<Buffer>): Promise<void>
  /** Adds a file that is in the storage already. */
  add(file: StoredUpload): void
}

/**
 * Runs an operation whose input comes with files. If the operation fails or is a replay, the files are deleted, unless
 * the outcome is unknown.
 */
export type RunUpload = (
  operation: Operation,
  call: Call,
  readInput: (receiver: UploadReceiver) => Promise<unknown>,
) => Promise<unknown>

export function uploadRunner(db: Kysely<Database>, files: Files, createContext: (call: Call) => Context): RunUpload {
  const admit = admission(db)
  return async (operation, call, readInput) => {
    const received: StoredUpload[] = []
    const end = files.beginUpload(call.actor)
    const share = files.quota.open(call.actor, () => isRetry(db, operation, call))
    try {
      const getRawInput = () => receive(files, share, received, (input) => admit(operation, call, input), readInput)
      const output = await operation.run({ ctx: createContext({ ...call, received }), getRawInput })
      if (call.outcome.isReplayed || call.isDryRun) await files.discard(received)
      else files.afterUpload()
      return output
    } catch (error) {
      const isUnknown = error instanceof SupportError && error.code === 'OUTCOME_UNKNOWN'
      if (!isUnknown) await files.discard(received)
      throw error
    } finally {
      share.close()
      end()
    }
  }
}

/** Reads the input, and moves its files into the storage after all of them have arrived. */
async function receive(
  files: Files,
  share: QuotaShare,
  received: StoredUpload[],
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
    received.push(...(await files.storeDrafts(drafts)))
    return input
  } catch (error) {
    await files.discardDrafts(drafts)
    throw error
  }
}

/** Checks whether the caller may upload, before a byte is stored. The service checks it again in the transaction. */
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
