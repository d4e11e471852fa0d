import { replyEffects } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { DueDependencies, DueTask } from '../desk/due-work.ts'
import type { RecordedChange } from '../events/change-record.ts'
import { insertEvents } from '../events/event-outbox.repository.ts'
import type { Database } from '../platform/database/tables.ts'
import { followChanges } from '../service-levels/follow-changes.ts'
import { eventActorOfAuthor } from './authors.ts'
import { lockConversation } from './conversations.repository.ts'
import { lockDueReply } from './due-replies.repository.ts'
import { storedAuthorOf } from './message-rows.ts'
import { updateSent } from './messages.repository.ts'
import { postReply } from './post-message.ts'

// The most replies of one round, so that other due work is not kept waiting.
const MAX_SENT = 100

export const sendDueReplies: DueTask = {
  name: 'sendDueReplies',
  table: 'messages',
  column: 'send_at',
  run: sendReplies,
}

/** Sends the replies whose time has come. Each is sent once, in a transaction with its effects and its events. */
async function sendReplies({ db, clock, changed, log }: DueDependencies): Promise<void> {
  let afterId = 0
  for (let count = 0; count < MAX_SENT; count++) {
    let isFound = false
    const send = async (transaction: Kysely<Database>) => {
      const due = await lockDueReply(transaction, afterId, clock())
      if (!due) return
      isFound = true
      afterId = due.messageId
      await sendReply(transaction, due, clock())
    }
    await db
      .transaction()
      .execute(send)
      .catch((err: unknown) => {
        if (!isFound) throw err
        log.error({ err, messageId: afterId }, 'A reply could not be sent; it is tried again')
      })
    if (!isFound) break
    changed()
  }
}

/** Sends a reply that this transaction has locked, with its ticket. */
async function sendReply(
  transaction: Kysely<Database>,
  { messageId, ticketId }: { messageId: number; ticketId: number },
  now: string,
): Promise<void> {
  const ticket = (await lockConversation(transaction, ticketId, { kind: 'all' }))!
  const row = await updateSent(transaction, messageId, now)
  const author = storedAuthorOf(row)
  const changes: RecordedChange[] = []
  const dependencies = {
    db: transaction,
    record: (change: object, { userId }: { userId: number | null }) =>
      void changes.push({ ...change, requesterId: userId } as RecordedChange),
  }
  // The reopening of tickets does not matter: it is for replies of requesters, which are sent at once.
  await postReply(dependencies, ticket, row, replyEffects(ticket, author.kind, now, 0), now)
  await followChanges(transaction, changes, now)
  await insertEvents(transaction, changes, eventActorOfAuthor(author), now)
}
