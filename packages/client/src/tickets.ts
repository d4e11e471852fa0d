import type {
  Ref,
  SupportRouter,
  Ticket,
  TicketCreate,
  TicketQuery,
  TicketUpdate,
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

/** The members of a ticket that {@link Tickets.updateWith} may change; the others stay as they are. */
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
   * Creates a ticket. `status` is OPEN, `category` GENERAL and `roleContext` GUEST unless given; lengths count Unicode
   * code points. Sent again after a failure that may pass, it is created once.
   *
   * With `files`, up to 5, it is created with these attached, or not at all.
   *
   * Rejects with `INVALID_INPUT`, or with `FIELD_NOT_ALLOWED` where the caller may not choose a member that it sent; for
   * a file as {@link Attachments.upload} does.
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
   * The ticket with this id. Reads asked for in one tick travel as one request.
   *
   * Rejects with `TICKET_NOT_FOUND`, also where the ticket is another's.
   * @example
   * const ticket = await support.tickets.get({ id: 1523 })
   */
  get(ref: Ref, options?: CallOptions): SupportCall<Ticket, 'tickets.get'> {
    return call('tickets.get', options, (to) => this.#trpc.get.query(ref, to))
  }

  /**
   * The tickets that the caller may see, ascending by id: awaited one page (100 unless `limit` says 1 to 1000), looped
   * over every one.
   *
   * Rejects with `CURSOR_INVALID` for a cursor that no page gave.
   * @example
   * for await (const ticket of support.tickets.list()) console.log(ticket.subject)
   */
  list(query: TicketQuery = {}, options?: CallOptions): ListCall<Ticket, 'tickets.list'> {
    return listCall('tickets.list', query, options, (page, to) => this.#trpc.list.query(page, to))
  }

  /**
   * Replaces a ticket's members: the required ones have to be there, an optional one that is left out keeps its value.
   * `updatedAt` becomes now unless it is sent.
   *
   * Rejects with `TICKET_NOT_FOUND`, `FIELD_NOT_ALLOWED`, or `PRECONDITION_FAILED` where it no longer has `ifVersion`.
   * @example
   * const { data, version } = await support.tickets.get({ id: 1523 }).withResponse()
   * await support.tickets.update({ ...data, id: 1523, status: 'RESOLVED' }, { ifVersion: version })
   */
  update(
    input: TicketUpdate,
    { ifVersion = input.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<Ticket, 'tickets.update'> {
    return call('tickets.update', options, (to) => this.#trpc.update.mutate({ ...input, ifVersion }, to))
  }

  /**
   * Reads the ticket, lets `change` say what is to change (`undefined`: nothing), and writes it only if nobody else
   * has written meanwhile; else begins again, 5 times at most. So `change` may run several times.
   *
   * Rejects as `get` and `update` do; with `PRECONDITION_FAILED` where others kept changing it.
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
   * Deletes a ticket and its attachments; the data is null. For admins, and services with the scope `tickets:delete`.
   *
   * Rejects with `TICKET_NOT_FOUND`, or `PRECONDITION_FAILED` where it no longer has `ifVersion`.
   * @example
   * await support.tickets.delete({ id: 1523 })
   */
  delete(
    ref: VersionedRef,
    { ifVersion = ref.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<null, 'tickets.delete'> {
    return call('tickets.delete', options, (to) => this.#trpc.delete.mutate({ ...ref, ifVersion }, to))
  }
}
