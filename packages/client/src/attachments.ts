import type {
  Attachment,
  AttachmentCreate,
  AttachmentQuery,
  AttachmentUpdate,
  FileLink,
  FileLinkRequest,
  Ref,
  SupportRouter,
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

/** A file to attach, and the ticket it belongs to. */
export interface AttachmentUpload extends NamedFile {
  ticketId: number
}

/** The fields of an attachment that {@link Attachments.updateWith} can change. Other fields keep their values. */
export type AttachmentChanges = Partial<Omit<AttachmentUpdate, 'id' | 'ifVersion'>>

/** Files that belong to tickets. */
export class Attachments {
  readonly #trpc: TRPCClient<SupportRouter>['attachments']

  readonly #upload: Upload

  constructor(trpc: TRPCClient<SupportRouter>['attachments'], upload: Upload) {
    this.#trpc = trpc
    this.#upload = upload
  }

  /**
   * Creates an attachment for a file that is stored elsewhere, from its metadata. Sizes are in bytes. `uploadedAt`
   * defaults to the current time. Retries do not create a second attachment.
   *
   * Rejects with `INVALID_INPUT`, or with `TICKET_NOT_FOUND` if the caller has no ticket with this id.
   * @example
   * await support.attachments.create({
   *   ticketId: 1523,
   *   fileUrl: 'https://cdn.kinconecta.com/attachments/error-screenshot.png',
   *   fileName: 'error-screenshot.png',
   * })
   */
  create(input: AttachmentCreate, options?: ChangeOptions): SupportCall<Attachment, 'attachments.create'> {
    return call('attachments.create', options, (to) => this.#trpc.create.mutate(input, to))
  }

  /**
   * Uploads a file and attaches it to a ticket: a `File`, or a `Blob` or bytes with a `fileName`. The service detects
   * the type from the bytes. Retries do not create a second attachment.
   *
   * Rejects with `TICKET_NOT_FOUND`, `FILE_TYPE_NOT_ALLOWED`, `FILE_TOO_LARGE`, `FILE_LIMIT_REACHED`,
   * `UPLOAD_QUOTA_REACHED`, or with `INVALID_INPUT` if the name is invalid.
   * @example
   * const onProgress = ({ sentBytes, totalBytes }) => (bar.value = sentBytes / totalBytes)
   * await support.attachments.upload({ ticketId: 1523, file: input.files[0] }, { onProgress })
   */
  upload(
    { ticketId, ...named }: AttachmentUpload,
    options?: UploadOptions,
  ): SupportCall<Attachment, 'attachments.upload'> {
    const form = { fields: { ticketId }, name: 'file', files: [named] }
    return this.#upload('attachments.upload', '/api/support_ticket_attachments', form, options)
  }

  /**
   * Returns a link to the file of an attachment that works without a token for 5 minutes, for use in a page. `as` is
   * `attachment` by default; `inline` shows images and PDF in the browser, `thumbnail` is the thumbnail of an image.
   *
   * Rejects with `ATTACHMENT_NOT_FOUND`, `FILE_NOT_FOUND` if the file is stored elsewhere, `FILE_PENDING` until the
   * virus scan is complete, or `FILE_REJECTED` if the scan found malware.
   * @example
   * image.src = (await support.attachments.link({ id: 8821, as: 'thumbnail' })).url
   */
  link(request: FileLinkRequest, options?: CallOptions): SupportCall<FileLink, 'attachments.link'> {
    return call('attachments.link', options, (to) => this.#trpc.link.query(request, to))
  }

  /**
   * Returns the attachment with this id. Reads started in the same tick are sent as one request.
   *
   * Rejects with `ATTACHMENT_NOT_FOUND`, also if the ticket belongs to another user.
   * @example
   * const attachment = await support.attachments.get({ id: 8821 })
   */
  get(ref: Ref, options?: CallOptions): SupportCall<Attachment, 'attachments.get'> {
    return call('attachments.get', options, (to) => this.#trpc.get.query(ref, to))
  }

  /**
   * Lists the attachments of the tickets that the caller can reach, ascending by id. `await` returns one page (100
   * items; `limit` can be 1 to 1000), `for await` iterates over all items.
   *
   * Rejects with `CURSOR_INVALID` if no page of this list returned the cursor.
   * @example
   * const { items, nextCursor } = await support.attachments.list({ ticketId: [1523], limit: 20 })
   */
  list(query: AttachmentQuery = {}, options?: CallOptions): ListCall<Attachment, 'attachments.list'> {
    return listCall('attachments.list', query, options, (page, to) => this.#trpc.list.query(page, to))
  }

  /**
   * Replaces the metadata of an attachment. Required fields must be present; an optional field that is left out keeps
   * its value.
   *
   * Rejects with `ATTACHMENT_NOT_FOUND`, `TICKET_NOT_FOUND`, `FIELD_NOT_ALLOWED`, `FILE_LIMIT_REACHED`, or with
   * `PRECONDITION_FAILED` if the attachment does not have the version `ifVersion`.
   * @example
   * const { data, version } = await support.attachments.get({ id: 8821 }).withResponse()
   * const { ticketId, fileUrl } = data
   * const input = { id: 8821, ticketId, fileUrl, fileName: 'error.png' }
   * await support.attachments.update(input, { ifVersion: version })
   */
  update(
    input: AttachmentUpdate,
    { ifVersion = input.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<Attachment, 'attachments.update'> {
    return call('attachments.update', options, (to) => this.#trpc.update.mutate({ ...input, ifVersion }, to))
  }

  /**
   * Reads the attachment, calls `change` with it, and updates the fields that `change` returns (`undefined`: no
   * update). If another caller changes the attachment in between, it starts again, with at most 5 attempts. `change`
   * can therefore run several times.
   *
   * Rejects as `get` and `update` do. Rejects with `PRECONDITION_FAILED` if all attempts conflict with other changes.
   * @example
   * await support.attachments.updateWith(8821, ({ fileName }) => ({ fileName: fileName.toLowerCase() }))
   */
  updateWith(
    id: number,
    change: (attachment: Attachment) => AttachmentChanges | undefined | Promise<AttachmentChanges | undefined>,
    options?: UpdateWithOptions,
  ): SupportCall<Attachment, 'attachments.get' | 'attachments.update'> {
    return updateWith<Attachment, AttachmentChanges, 'attachments.get' | 'attachments.update'>(
      () => this.get({ id }, options),
      change,
      ({ ticketId, fileUrl, fileName }, changes, to) =>
        this.update({ ticketId, fileUrl, fileName, ...changes, id }, to),
      options,
    )
  }

  /**
   * Deletes an attachment and its stored file. Resolves to null.
   *
   * Rejects with `ATTACHMENT_NOT_FOUND`, or with `PRECONDITION_FAILED` if it does not have the version `ifVersion`.
   * @example
   * await support.attachments.delete({ id: 8821 })
   */
  delete(
    ref: VersionedRef,
    { ifVersion = ref.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<null, 'attachments.delete'> {
    return call('attachments.delete', options, (to) => this.#trpc.delete.mutate({ ...ref, ifVersion }, to))
  }
}
