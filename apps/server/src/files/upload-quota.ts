import { type Actor, SupportError } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { limitedCaller } from '../platform/identity/limited-caller.ts'
import type { FileLimits } from './receive-file.ts'
import { bytesOfDay, lockDayOf } from './stored-files.repository.ts'

/** Limits the bytes that a member, or all guests of one network, upload within 24 hours, while the bytes arrive. */
export interface UploadQuota {
  /**
   * Opens the share of one upload, which must be closed after the upload was saved or has failed. For a retry, earlier
   * uploads do not count, because it stores nothing.
   */
  open(actor: Actor, isRetry: () => Promise<boolean>): QuotaShare
}

/** The bytes of one upload. */
export interface QuotaShare {
  /** Passes the bytes through and counts them. Throws UPLOAD_QUOTA_REACHED as soon as they exceed the quota. */
  count(bytes: AsyncIterable<Buffer>): AsyncIterable<Buffer>
  close(): void
}

/** Members and guests have a daily quota; staff and service accounts have none. */
function hasUploadQuota({ kind }: Actor): boolean {
  return kind === 'member' || kind === 'guest' || kind === 'ticketToken'
}

function quotaReached(bytesPerDay: number): SupportError {
  return new SupportError('UPLOAD_QUOTA_REACHED', `At most ${bytesPerDay} bytes are accepted within a day`)
}

/**
 * Adds the bytes that this process is receiving to those that the database has counted. The bytes that several
 * processes receive at the same time are checked by {@link lockDailyBytes}, in the transaction that saves them.
 */
export function uploadQuota(db: Kysely<Database>, bytesPerDay: number): UploadQuota {
  const arriving = new Map<string, number>()
  const add = (caller: string, bytes: number): number => {
    const sum = (arriving.get(caller) ?? 0) + bytes
    if (sum === 0) arriving.delete(caller)
    else arriving.set(caller, sum)
    return sum
  }
  return {
    open(actor, isRetry) {
      if (!hasUploadQuota(actor)) return { count: (bytes) => bytes, close() {} }
      const id = limitedCaller(actor)
      let usedBytes: Promise<number> | undefined
      const usedBefore = async () => ((await isRetry()) ? 0 : bytesOfDay(db, id))
      let ownBytes = 0
      return {
        async *count(bytes) {
          const used = await (usedBytes ??= usedBefore())
          for await (const chunk of bytes) {
            ownBytes += chunk.length
            if (used + add(id, chunk.length) > bytesPerDay) throw quotaReached(bytesPerDay)
            yield chunk
          }
        },
        close() {
          add(id, -ownBytes)
          ownBytes = 0
        },
      }
    },
  }
}

/**
 * Locks the caller's daily bytes until this transaction ends, so that no other transaction can add to them. Rejects
 * with UPLOAD_QUOTA_REACHED if `added` more bytes exceed the quota. The announced bytes of `completedUpload` are not
 * counted.
 */
export async function lockDailyBytes(
  transaction: Kysely<Database>,
  actor: Actor,
  added: number,
  { bytesPerDay }: FileLimits,
  completedUpload?: string,
): Promise<void> {
  if (!hasUploadQuota(actor)) return
  const caller = limitedCaller(actor)
  await lockDayOf(transaction, caller)
  if ((await bytesOfDay(transaction, caller, completedUpload)) + added > bytesPerDay) throw quotaReached(bytesPerDay)
}
