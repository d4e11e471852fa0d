import type { Attachment } from '@kinconecta/support-contracts'
import type { AttachmentUpload } from '../attachments.ts'
import type { SupportCall } from '../call.ts'
import type { Upload, UploadOptions } from '../uploads.ts'

/** Files for notes, and for replies that are not sent yet. */
export class DeskAttachments {
  readonly #upload: Upload

  constructor(upload: Upload) {
    this.#upload = upload
  }

  /**
   * Uploads a file for a reply or a note. Only staff see it, until it is sent with a reply. Otherwise like
   * `support.attachments.upload`.
   *
   * Rejects with `TICKET_NOT_FOUND`, `FILE_TYPE_NOT_ALLOWED`, `FILE_TOO_LARGE`, `FILE_LIMIT_REACHED`, or with
   * `INVALID_INPUT` if the name is invalid.
   * @example
   * const { attachmentId } = await support.desk.attachments.upload({ ticketId: 1523, file })
   * await support.desk.messages.create({ id: 1523, kind: 'note', body: 'See the log.', attachmentIds: [attachmentId] })
   */
  upload(
    { ticketId, ...named }: AttachmentUpload,
    options?: UploadOptions,
  ): SupportCall<Attachment, 'desk.attachments.upload'> {
    const form = { fields: { ticketId }, name: 'file', files: [named] }
    return this.#upload('desk.attachments.upload', '/api/desk/attachments/upload', form, options)
  }
}
