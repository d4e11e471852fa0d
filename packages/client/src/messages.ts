import type {
  Message,
  MessageCreate,
  MessageQuery,
  MessageSearch,
  MessageUpdate,
  SupportRouter,
} from '@kinconecta/support-contracts'
import type { TRPCClient } from '@trpc/client'
import type { SupportCall } from './call.ts'
import { call, listCall } from './caller.ts'
import type { CallOptions, ChangeOptions, VersionedChangeOptions } from './options.ts'
import type { ListCall } from './pages.ts'

/** The public messages of tickets: what the requester and the support team write to each other. */
export class Messages {
  readonly #trpc: TRPCClient<SupportRouter>['messages']

  constructor(trpc: TRPCClient<SupportRouter>['messages']) {
    this.#trpc = trpc
  }

  /**
   * Lists the public messages of a ticket in the order of the conversation. The first one, with the `messageId` 0, is
   * the message of the ticket itself. `await` returns one page (100 items; `limit` can be 1 to 1000), `for await`
   * iterates over all items.
   *
   * Rejects with `TICKET_NOT_FOUND`, or with `CURSOR_INVALID` if no page of this list returned the cursor.
   * @example
   * for await (const { author, body } of support.messages.list({ id: 1523 })) console.log(author.name, body)
   */
  list(query: MessageQuery, options?: CallOptions): ListCall<Message, 'messages.list'> {
    return listCall('messages.list', query, options, (page, to) => this.#trpc.list.query(page, to))
  }

  /**
   * Searches the public messages of the tickets that the caller can reach, the newest first. All words must be in one
   * message. `support.tickets.list({ q })` searches the first messages.
   *
   * Rejects with `CURSOR_INVALID` if no page of this search returned the cursor.
   * @example
   * const { items } = await support.messages.search({ q: 'refund -voucher', limit: 20 })
   */
  search(query: MessageSearch, options?: CallOptions): ListCall<Message, 'messages.search'> {
    return listCall('messages.search', query, options, (page, to) => this.#trpc.search.query(page, to))
  }

  /**
   * Replies to a ticket, with up to 10 attachments of the ticket. Retries do not create a second message.
   *
   * A reply of the requester reopens a ticket that was resolved within 14 days. Later, and if the ticket is closed, the
   * reply is the first message of a new ticket: the message has its `ticketId`, and the closed ticket as `followUpOf`.
   * If a guest replies with the token of the closed ticket, `withResponse()` has the `ticketToken` of the new one.
   *
   * Rejects with `TICKET_NOT_FOUND`, `MESSAGE_LIMIT_REACHED`, or with `ATTACHMENT_NOT_FOUND` if an attachment is not on
   * the ticket or is on another message.
   * @example
   * const { ticketId, followUpOf } = await support.messages.create({ id: 1523, body: 'It works again.' })
   */
  create(input: MessageCreate, options?: ChangeOptions): SupportCall<Message, 'messages.create'> {
    return call('messages.create', options, (to) => this.#trpc.create.mutate(input, to))
  }

  /**
   * Edits a message of the caller, within 15 minutes. The first message is edited with its ticket.
   *
   * Rejects with `TICKET_NOT_FOUND`, `MESSAGE_NOT_FOUND`, `MESSAGE_NOT_EDITABLE` if another one wrote it, or too long
   * ago, or with `PRECONDITION_FAILED` if the message does not have the version `ifVersion`.
   * @example
   * await support.messages.update({ id: 1523, messageId: 77, body: 'It works again in Firefox.' })
   */
  update(
    input: MessageUpdate,
    { ifVersion = input.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<Message, 'messages.update'> {
    return call('messages.update', options, (to) => this.#trpc.update.mutate({ ...input, ifVersion }, to))
  }
}
