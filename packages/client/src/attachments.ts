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

/** The members of an attachment that {@link Attachments.updateWith} may change; the others stay as they are. */
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
   * Attaches a file that is stored elsewhere, by its metadata. Sizes are in bytes; `uploadedAt` is now unless given.
   * Sent again after a failure that may pass, it is created once.
   *
   * Rejects with `INVALID_INPUT`, or `TICKET_NOT_FOUND` where there is no such ticket for the caller.
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
   * Uploads a file and attaches it: a `File`, or a `Blob` or bytes with a `fileName`. Its type is told by its bytes.
   * Sent again after a failure that may pass, it is attached once.
   *
   * Rejects with `TICKET_NOT_FOUND`, `FILE_TYPE_NOT_ALLOWED`, `FILE_TOO_LARGE`, `FILE_LIMIT_REACHED`,
   * `UPLOAD_QUOTA_REACHED`, or `INVALID_INPUT` for its name.
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
   * A link to the file of an attachment for a browser, which cannot send a token; it holds for 5 minutes. `as` is
   * `attachment` unless given; `inline` shows images and PDF, `thumbnail` is a small picture of an image.
   *
   * Rejects with `ATTACHMENT_NOT_FOUND`, `FILE_NOT_FOUND` where the file is kept elsewhere, `FILE_PENDING` while it is
   * being looked through, or `FILE_REJECTED`.
   * @example
   * image.src = (await support.attachments.link({ id: 8821, as: 'thumbnail' })).url
   */
  link(request: FileLinkRequest, options?: CallOptions): SupportCall<FileLink, 'attachments.link'> {
    return call('attachments.link', options, (to) => this.#trpc.link.query(request, to))
  }

  /**
   * The attachment with this id. Reads asked for in one tick travel as one request.
   *
   * Rejects with `ATTACHMENT_NOT_FOUND`, also where its ticket is another's.
   * @example
   * const attachment = await support.attachments.get({ id: 8821 })
   */
  get(ref: Ref, options?: CallOptions): SupportCall<Attachment, 'attachments.get'> {
    return call('attachments.get', options, (to) => this.#trpc.get.query(ref, to))
  }

  /**
   * The attachments of the tickets that the caller may see, ascending by id: awaited one page (100 unless `limit` says
   * 1 to 1000), looped over every one.
   *
   * Rejects with `CURSOR_INVALID` for a cursor that no page gave.
   * @example
   * const newest = await support.attachments.list({ limit: 20 })
   */
  list(query: AttachmentQuery = {}, options?: CallOptions): ListCall<Attachment, 'attachments.list'> {
    return listCall('attachments.list', query, options, (page, to) => this.#trpc.list.query(page, to))
  }

  /**
   * Replaces an attachment's metadata: the required members have to be there, an optional one that is left out keeps
   * its value.
   *
   * Rejects with `ATTACHMENT_NOT_FOUND`, `TICKET_NOT_FOUND`, or `PRECONDITION_FAILED` where it no longer has
   * `ifVersion`.
   * @example
   * const { data, version } = await support.attachments.get({ id: 8821 }).withResponse()
   * await support.attachments.update({ ...data, id: 8821, fileName: 'error.png' }, { ifVersion: version })
   */
  update(
    input: AttachmentUpdate,
    { ifVersion = input.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<Attachment, 'attachments.update'> {
    return call('attachments.update', options, (to) => this.#trpc.update.mutate({ ...input, ifVersion }, to))
  }

  /**
   * Reads the attachment, lets `change` say what is to change (`undefined`: nothing), and writes it only if nobody
   * else has written meanwhile; else begins again, 5 times at most. So `change` may run several times.
   *
   * Rejects as `get` and `update` do; with `PRECONDITION_FAILED` where others kept changing it.
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
   * Deletes an attachment; the data is null.
   *
   * Rejects with `ATTACHMENT_NOT_FOUND`, or `PRECONDITION_FAILED` where it no longer has `ifVersion`.
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
