import type {
  Ref,
  SupportEvent,
  SupportRouter,
  Ticket,
  TicketCreate,
  TicketQuery,
  TicketToken,
  TicketUpdate,
  TimelineQuery,
  VersionedRef,
} from '@kinconecta/support-contracts'
import type { TRPCClient } from '@trpc/client'
import type { SupportCall } from './call.ts'
import { call, listCall } from './caller.ts'
import type { NamedFile } from './files.ts'
import type { CallOptions, ChangeOptions, VersionedChangeOptions } from './options.ts'
import type { ListCall } from './pages.ts'
import { updateWith, type UpdateWithOptions } from './update-with.ts'
import type { Upload, UploadOptions } from './uploads.ts'

/** A ticket to create, with up to 5 files to attach to it. */
export interface TicketCreateWithFiles extends TicketCreate {
  files?: readonly (File | NamedFile)[] | undefined
}

/** The fields of a ticket that {@link Tickets.updateWith} can change. Other fields keep their values. */
export type TicketChanges = Partial<Omit<TicketUpdate, 'id' | 'ifVersion'>>

/** Support tickets. */
export class Tickets {
  readonly #trpc: TRPCClient<SupportRouter>['tickets']

  readonly #upload: Upload

  constructor(trpc: TRPCClient<SupportRouter>['tickets'], upload: Upload) {
    this.#trpc = trpc
    this.#upload = upload
  }

  /**
   * Creates a ticket. Defaults: `status` OPEN, `category` GENERAL, `roleContext` the role of a guide or tourist,
   * otherwise GUEST. Lengths count Unicode code points. Retries do not create a second ticket.
   *
   * If the caller is a guest, `withResponse()` has a `ticketToken`: with it as `token`, a client can read and write the
   * messages of this ticket for 90 days.
   *
   * With up to 5 `files`, the ticket is created together with its attachments, or not at all.
   *
   * Rejects with `INVALID_INPUT`, or with `FIELD_NOT_ALLOWED` if the caller may not set one of the fields. With files,
   * also rejects like {@link Attachments.upload}.
   * @example
   * const ticket = await support.tickets.create({
   *   fullName: 'María González',
   *   email: 'maria.gonzalez@example.com',
   *   subject: 'Cannot access my booking',
   *   message: 'The page shows an error.',
   * })
   */
  create(
    input: TicketCreateWithFiles & { files: NonNullable<TicketCreateWithFiles['files']> },
    options?: UploadOptions,
  ): SupportCall<Ticket, 'tickets.createWithFiles'>
  create(input: TicketCreate & { files?: undefined }, options?: UploadOptions): SupportCall<Ticket, 'tickets.create'>
  create(
    input: TicketCreateWithFiles,
    options?: UploadOptions,
  ): SupportCall<Ticket, 'tickets.create' | 'tickets.createWithFiles'>
  create(input: TicketCreate, options?: ChangeOptions): SupportCall<Ticket, 'tickets.create'>
  create(
    { files, ...input }: TicketCreateWithFiles,
    options?: UploadOptions,
  ): SupportCall<Ticket, 'tickets.create' | 'tickets.createWithFiles'> {
    if (files === undefined) return call('tickets.create', options, (to) => this.#trpc.create.mutate(input, to))
    const form = { fields: input, name: 'files', files }
    return this.#upload('tickets.createWithFiles', '/api/support_tickets', form, options)
  }

  /**
   * Returns the ticket with this id. Reads started in the same tick are sent as one request.
   *
   * Rejects with `TICKET_NOT_FOUND`, also if the ticket belongs to another user.
   * @example
   * const ticket = await support.tickets.get({ id: 1523 })
   */
  get(ref: Ref, options?: CallOptions): SupportCall<Ticket, 'tickets.get'> {
    return call('tickets.get', options, (to) => this.#trpc.get.query(ref, to))
  }

  /**
   * Lists the tickets that the caller can reach, ascending by id unless `sort` or `q` is given. `await` returns one
   * page (100 items; `limit` can be 1 to 1000), `for await` iterates over all items.
   *
   * Rejects with `CURSOR_INVALID` if no page of this list returned the cursor.
   * @example
   * for await (const ticket of support.tickets.list()) console.log(ticket.subject)
   */
  list(query: TicketQuery = {}, options?: CallOptions): ListCall<Ticket, 'tickets.list'> {
    return listCall('tickets.list', query, options, (page, to) => this.#trpc.list.query(page, to))
  }

  /**
   * Lists the events of a ticket that its requester may see, ascending by position. An event is in the log about 30 ms
   * after its change, and for 90 days.
   *
   * Rejects with `TICKET_NOT_FOUND`, or with `CURSOR_INVALID` if no page of this list returned the cursor.
   * @example
   * for await (const { type, occurredAt } of support.tickets.timeline({ id: 1523 })) show(type, occurredAt)
   */
  timeline(query: TimelineQuery, options?: CallOptions): ListCall<SupportEvent, 'tickets.timeline'> {
    return listCall('tickets.timeline', query, options, (page, to) => this.#trpc.timeline.query(page, to))
  }

  /**
   * Replaces the fields of a ticket. Required fields must be present; an optional field that is left out keeps its
   * value. `updatedAt` defaults to the current time.
   *
   * Rejects with `TICKET_NOT_FOUND`, `FIELD_NOT_ALLOWED`, or with `PRECONDITION_FAILED` if the ticket does not have the
   * version `ifVersion`.
   * @example
   * const { data, version } = await support.tickets.get({ id: 1523 }).withResponse()
   * const { fullName, email, subject, message } = data
   * const input = { id: 1523, fullName, email, subject, message, status: 'RESOLVED' as const }
   * await support.tickets.update(input, { ifVersion: version })
   */
  update(
    input: TicketUpdate,
    { ifVersion = input.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<Ticket, 'tickets.update'> {
    return call('tickets.update', options, (to) => this.#trpc.update.mutate({ ...input, ifVersion }, to))
  }

  /**
   * Reads the ticket, calls `change` with it, and updates the fields that `change` returns (`undefined`: no update). If
   * another caller changes the ticket in between, it starts again, with at most 5 attempts. `change` can therefore run
   * several times.
   *
   * Rejects as `get` and `update` do. Rejects with `PRECONDITION_FAILED` if all attempts conflict with other changes.
   * @example
   * await support.tickets.updateWith(1523, ({ status }) => (status === 'OPEN' ? { status: 'IN_PROGRESS' } : undefined))
   */
  updateWith(
    id: number,
    change: (ticket: Ticket) => TicketChanges | undefined | Promise<TicketChanges | undefined>,
    options?: UpdateWithOptions,
  ): SupportCall<Ticket, 'tickets.get' | 'tickets.update'> {
    return updateWith<Ticket, TicketChanges, 'tickets.get' | 'tickets.update'>(
      () => this.get({ id }, options),
      change,
      ({ fullName, email, subject, message }, changes, to) =>
        this.update({ fullName, email, subject, message, ...changes, id }, to),
      options,
    )
  }

  /**
   * Deletes a ticket and its attachments. Resolves to null. Only for admins and API keys with the scope
   * `tickets:delete`.
   *
   * Rejects with `TICKET_NOT_FOUND`, or with `PRECONDITION_FAILED` if it does not have the version `ifVersion`.
   * @example
   * await support.tickets.delete({ id: 1523 })
   */
  delete(
    ref: VersionedRef,
    { ifVersion = ref.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<null, 'tickets.delete'> {
    return call('tickets.delete', options, (to) => this.#trpc.delete.mutate({ ...ref, ifVersion }, to))
  }

  /**
   * Replaces the token with which a guest reaches the ticket; earlier ones no longer work. For the guest with the token,
   * and for staff.
   *
   * Rejects with `TICKET_NOT_FOUND`.
   * @example
   * const { token, expiresAt } = await support.tickets.rotateToken({ id: 1523 })
   */
  rotateToken(ref: Ref, options?: ChangeOptions): SupportCall<TicketToken, 'tickets.rotateToken'> {
    return call('tickets.rotateToken', options, (to) => this.#trpc.rotateToken.mutate(ref, to))
  }
}
