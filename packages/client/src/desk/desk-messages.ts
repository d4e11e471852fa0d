import type {
  DeskMessage,
  DeskMessageCreate,
  DeskMessageUpdate,
  MessageQuery,
  MessageRef,
  MessageSearch,
  MessageVersion,
  MessageVersionQuery,
  SupportRouter,
} from '@kinconecta/support-contracts'
import type { TRPCClient } from '@trpc/client'
import type { SupportCall } from '../call.ts'
import { call, listCall } from '../caller.ts'
import type { CallOptions, ChangeOptions, VersionedChangeOptions } from '../options.ts'
import type { ListCall } from '../pages.ts'

/** Replies and notes: the conversation of a ticket as staff see it. */
export class DeskMessages {
  readonly #trpc: TRPCClient<SupportRouter>['desk']['messages']

  constructor(trpc: TRPCClient<SupportRouter>['desk']['messages']) {
    this.#trpc = trpc
  }

  /**
   * Lists the replies and notes of a ticket, in the order of the conversation, and the caller's replies that are not
   * sent yet. The first message, with the `messageId` 0, is that of the ticket itself. `await` returns one page (100
   * items; `limit` can be 1 to 1000), `for await` iterates over all items.
   *
   * Rejects with `TICKET_NOT_FOUND`, or with `CURSOR_INVALID` if no page of this list returned the cursor.
   * @example
   * const { items } = await support.desk.messages.list({ id: 1523 })
   */
  list(query: MessageQuery, options?: CallOptions): ListCall<DeskMessage, 'desk.messages.list'> {
    return listCall('desk.messages.list', query, options, (page, to) => this.#trpc.list.query(page, to))
  }

  /**
   * Searches replies and notes, the newest first. All words must be in one message. `support.tickets.list({ q })`
   * searches the first messages.
   *
   * Rejects with `CURSOR_INVALID` if no page of this search returned the cursor.
   * @example
   * const { items } = await support.desk.messages.search({ q: 'refund -voucher', limit: 20 })
   */
  search(query: MessageSearch, options?: CallOptions): ListCall<DeskMessage, 'desk.messages.search'> {
    return listCall('desk.messages.search', query, options, (page, to) => this.#trpc.search.query(page, to))
  }

  /**
   * Adds a public reply or an internal note, with up to 10 attachments of the ticket. Retries do not create a second
   * message. With `sendAfterSeconds` (up to 60), a reply is sent later, and can be cancelled until then. The draft of
   * the caller for this ticket and kind is deleted.
   *
   * Rejects with `TICKET_NOT_FOUND`, `MESSAGE_LIMIT_REACHED`, or with `ATTACHMENT_NOT_FOUND` if an attachment is not on
   * the ticket or is on another message.
   * @example
   * await support.desk.messages.create({ id: 1523, kind: 'reply', body: 'Does it work now?', sendAfterSeconds: 10 })
   */
  create(input: DeskMessageCreate, options?: ChangeOptions): SupportCall<DeskMessage, 'desk.messages.create'> {
    return call('desk.messages.create', options, (to) => this.#trpc.create.mutate(input, to))
  }

  /**
   * Edits a reply or a note of the caller, within 15 minutes. Staff can read the earlier text, unless the reply was not
   * sent yet.
   *
   * Rejects with `TICKET_NOT_FOUND`, `MESSAGE_NOT_FOUND`, `MESSAGE_NOT_EDITABLE` if another one wrote it, or too long
   * ago, or with `PRECONDITION_FAILED` if the message does not have the version `ifVersion`.
   * @example
   * await support.desk.messages.update({ id: 1523, messageId: 78, body: 'Does it work in Firefox now?' })
   */
  update(
    input: DeskMessageUpdate,
    { ifVersion = input.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<DeskMessage, 'desk.messages.update'> {
    return call('desk.messages.update', options, (to) => this.#trpc.update.mutate({ ...input, ifVersion }, to))
  }

  /**
   * Takes back a reply of the caller that is not sent yet. Resolves to the reply with its text; its files stay on the
   * ticket.
   *
   * Rejects with `TICKET_NOT_FOUND`, `MESSAGE_NOT_FOUND`, or with `MESSAGE_ALREADY_SENT`.
   * @example
   * const { body } = await support.desk.messages.cancel({ id: 1523, messageId: 78 })
   */
  cancel(ref: MessageRef, options?: ChangeOptions): SupportCall<DeskMessage, 'desk.messages.cancel'> {
    return call('desk.messages.cancel', options, (to) => this.#trpc.cancel.mutate(ref, to))
  }

  /**
   * Lists the earlier texts of a message, the oldest first. The `messageId` 0 is the message of the ticket itself.
   *
   * Rejects with `TICKET_NOT_FOUND`, `MESSAGE_NOT_FOUND`, or with `CURSOR_INVALID` if no page of this list returned the
   * cursor.
   * @example
   * const { items } = await support.desk.messages.versions({ id: 1523, messageId: 78 })
   */
  versions(query: MessageVersionQuery, options?: CallOptions): ListCall<MessageVersion, 'desk.messages.versions'> {
    return listCall('desk.messages.versions', query, options, (page, to) => this.#trpc.versions.query(page, to))
  }
}
