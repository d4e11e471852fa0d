import { ERRORS, type Operation, SupportError } from '@kinconecta/support-contracts'
import type { ControlledTransaction, Kysely } from 'kysely'
import { batchLoader } from '../platform/database/batch-loader.ts'
import type { Database } from '../platform/database/tables.ts'
import type { Call } from './call.ts'
import { change, type Content, keyedCall, onlyCreates, settleUnknown, type Work } from './change.ts'
import { type Ended, type KeyedCall, reserveNew, store } from './idempotency.ts'

// Bounds the statement: as many bodies at most.
const MAX_MEMBERS = 50

/** Makes a change, with all that {@link change} promises. */
export type MakeChange = (operation: Operation, call: Call, content: Content, work: Work) => Promise<unknown>

interface Member {
  operation: Operation
  work: Work
  keyed: KeyedCall | undefined
  /** Makes it in a transaction of its own, as {@link change} does. */
  makeAlone: (asksFirst: boolean) => Promise<unknown>
}

/** Gives a member its answer, or its failure. */
type Settle = () => unknown

/**
 * Makes changes; creations that are asked for together share a transaction and its COMMIT, which is most of what they
 * cost under load. Each has its own answer and its own failure: what stands in the way of one (a key that is in use, a
 * row that Postgres refuses) only ends the sharing, and each is made alone.
 */
export function sharedChanges(db: Kysely<Database>): MakeChange {
  const share = batchLoader(async (members: Member[]) => {
    const settled = new Map<Member, Settle>()
    const groups: Promise<void>[] = []
    for (let start = 0; start < members.length; start += MAX_MEMBERS) {
      groups.push(makeTogether(db, members.slice(start, start + MAX_MEMBERS), settled))
    }
    await Promise.all(groups)
    return settled
  })
  return async (operation, call, content, work) => {
    if (!onlyCreates(operation)) return change(db, operation, call, content, work)
    const makeAlone = (asksFirst: boolean) => change(db, operation, call, content, work, asksFirst)
    const settle = await share({ operation, work, keyed: keyedCall(call, operation, content), makeAlone })
    return settle!()
  }
}

/** Finds out how each of the members is to be settled. It does not throw. */
async function makeTogether(db: Kysely<Database>, members: Member[], settled: Map<Member, Settle>): Promise<void> {
  const isShared = members.length > 1
  for (const member of members) settled.set(member, () => member.makeAlone(isShared))
  if (!isShared) return
  let transaction: ControlledTransaction<Database> | undefined
  let committing: Member[] | undefined
  try {
    transaction = await db.startTransaction().execute()
    const sharers = await withNewKeys(transaction, members)
    const attempts = await Promise.all(sharers.map((member) => attempt(transaction!, member)))
    const ended = attempts.flatMap(({ ended: one }) => one ?? [])
    if (ended.length > 0) await store(transaction, ended)
    committing = sharers
    await transaction.commit().execute()
    for (const [index, { settle }] of attempts.entries()) settled.set(sharers[index]!, settle)
  } catch (error) {
    await transaction
      ?.rollback()
      .execute()
      .catch(() => {})
    // What is about the database is about all; what is about a row or a key is found out by making each alone.
    const isAboutAll = error instanceof SupportError
    const settle = (member: Member) => (committing ? settleUnknown(db, member.keyed, error) : Promise.reject(error))
    if (isAboutAll) for (const member of committing ?? members) settled.set(member, () => settle(member))
  }
}

/** The members whose keys nobody has used or is using: theirs are marked as running. Without a key nothing is asked. */
async function withNewKeys(transaction: Kysely<Database>, members: Member[]): Promise<Member[]> {
  const calls = members.flatMap(({ keyed }) => keyed ?? [])
  if (calls.length === 0) return members
  const reserved = await reserveNew(transaction, calls)
  return members.filter(({ keyed }) => !keyed || reserved.has(keyed))
}

/** A member's own refusal is its answer. Whatever else goes wrong is thrown: it ends the sharing. */
async function attempt(
  transaction: Kysely<Database>,
  { operation, work, keyed }: Member,
): Promise<{ settle: Settle; ended?: Ended | undefined }> {
  try {
    const output = await work(transaction)
    operation.output.parse(output)
    return { settle: () => output, ended: keyed && { call: keyed, outcome: { output } } }
  } catch (error) {
    if (!(error instanceof SupportError) || ERRORS[error.code].status >= 500) throw error
    return { settle: () => Promise.reject(error) }
  }
}
