import { type Actor, SupportError } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import type { FileLimits } from './receive-file.ts'
import { bytesOfDay, lockDayOf } from './stored-files.repository.ts'

/** Bounds the bytes that a member, or all guests of one network, send within a day, while they arrive. */
export interface UploadQuota {
  /** For one upload; to be closed when it was saved or has failed. A retry stores nothing and has the whole day. */
  open(actor: Actor, isRetry: () => Promise<boolean>): QuotaShare
}

/** The bytes of one upload. */
export interface QuotaShare {
  /** Passes the bytes on. Rejects with UPLOAD_QUOTA_REACHED as soon as they are too many. */
  count(bytes: AsyncIterable<Buffer>): AsyncIterable<Buffer>
  close(): void
}

/** Members and guests have a daily quota; staff and service accounts have none. */
function hasUploadQuota({ kind }: Actor): boolean {
  return kind === 'member' || kind === 'guest'
}

function quotaReached(bytesPerDay: number): SupportError {
  return new SupportError('UPLOAD_QUOTA_REACHED', `At most ${bytesPerDay} bytes are accepted within a day`)
}

/**
 * Counts what this process is receiving on top of what the database has counted. What several processes receive at once
 * meets in the transaction that saves it.
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
      const { id } = actor
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
 * Locks the caller's day until this transaction ends, so that nobody else can add to it. Throws UPLOAD_QUOTA_REACHED if
 * there is no room for `added` more bytes. The bytes that were announced for `completedUpload` do not count twice.
 */
export async function lockDailyBytes(
  transaction: Kysely<Database>,
  actor: Actor,
  added: number,
  { bytesPerDay }: FileLimits,
  completedUpload?: string,
): Promise<void> {
  if (!hasUploadQuota(actor)) return
  await lockDayOf(transaction, actor.id)
  if ((await bytesOfDay(transaction, actor.id, completedUpload)) + added > bytesPerDay) throw quotaReached(bytesPerDay)
}
