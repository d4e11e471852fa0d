import { randomUUID } from 'node:crypto'
import {
  type DirectUpload,
  type DirectUploadRef,
  type DirectUploadRequest,
  fileOperations,
  SupportError,
} from '@kinconecta/support-contracts'
import { attachmentReads } from '../attachments/attachments.repository.ts'
import type { Call } from '../operations/call.ts'
import { change } from '../operations/change.ts'
import { ticketReads } from '../tickets/tickets.repository.ts'
import { mayReach, ticketNotFound } from '../tickets/tickets.rules.ts'
import { attacher, holdRoomOnTicket, type UploadDependencies } from './attach-files.ts'
import {
  type AnnouncedFile,
  completeDirectUpload,
  findDirectUpload,
  insertDirectUpload,
} from './direct-uploads.repository.ts'
import type { DirectUploads, FileStore } from '../platform/storage/file-store.ts'
import { inspectFile, type KeptFile, newKey } from './receive-file.ts'
import type { Upload } from './uploads.ts'

const LIFETIME_MS = 7_200_000

/** Files that callers send to the store themselves: announced first, looked at when they say that they are there. */
export interface DirectUploading {
  start(call: Call, input: DirectUploadRequest): Promise<DirectUpload>
  /** The file that has arrived; undefined where the upload was completed before. */
  arrived(call: Call, ref: DirectUploadRef): Promise<KeptFile | undefined>
  completion: Upload<DirectUploadRef>
  /** Takes away what was sent and copied. */
  clear(ref: DirectUploadRef): Promise<void>
}

export function directUploading(
  dependencies: UploadDependencies,
  store: FileStore,
  draftFolder: string,
): DirectUploading {
  return {
    start: starting(dependencies, store),
    arrived: arriving(dependencies, store, draftFolder),
    completion: completing(dependencies),
    clear: async ({ uploadId }) => store.direct?.delete(uploadId).catch(() => {}), // else the sweeper takes it
  }
}

function starting({ db, clock, limits }: UploadDependencies, store: FileStore): DirectUploading['start'] {
  const { findTicket } = ticketReads(db)
  return async (call, input) => {
    const direct = directOf(store)
    refuseUnfit(input, limits)
    const ticket = await findTicket(input.ticketId)
    if (!ticket || !mayReach(call.actor, ticket)) throw ticketNotFound(input.ticketId)
    const uploadId = randomUUID()
    const form = await direct.presign(uploadId, { mimeType: input.mimeType, sizeBytes: input.fileSizeBytes })
    const expiresAt = new Date(Date.parse(clock()) + LIFETIME_MS).toISOString().slice(0, 19)
    const content = { input, ifVersions: undefined }
    const output = await change(db, fileOperations['attachments.startUpload'], call, content, async (transaction) => {
      await insertDirectUpload(transaction, uploadId, call.actor.id, input)
      return { uploadId, ...form, expiresAt }
    })
    return output as DirectUpload
  }
}

function arriving(
  { db, limits }: UploadDependencies,
  store: FileStore,
  draftFolder: string,
): DirectUploading['arrived'] {
  return async ({ actor }, { uploadId }) => {
    const upload = (await findDirectUpload(db, uploadId, actor.id)) ?? refuseUpload(uploadId)
    if (upload.attachmentId !== null) return undefined
    const key = newKey()
    const sizeBytes = await directOf(store).keep(uploadId, key)
    if (sizeBytes === undefined) throw new SupportError('UPLOAD_INCOMPLETE', 'The file has not arrived')
    const file = await inspectFile(store, draftFolder, limits, upload.fileName, key)
    if (isAsAnnounced(upload, file)) return file
    await store.delete(key).catch(() => {}) // else the sweeper takes it
    throw new SupportError('UPLOAD_INCOMPLETE', `What arrived is ${file.mimeType} of ${file.sizeBytes} bytes`)
  }
}

function completing(dependencies: UploadDependencies): Upload<DirectUploadRef> {
  const { db, limits } = dependencies
  const { findTicket } = ticketReads(db)
  const attach = attacher(dependencies)
  return {
    async admit({ actor }, { uploadId }) {
      const { ticketId } = (await findDirectUpload(db, uploadId, actor.id)) ?? refuseUpload(uploadId)
      const ticket = await findTicket(ticketId)
      if (!ticket || !mayReach(actor, ticket)) throw ticketNotFound(ticketId)
    },

    save: (call, input, [file]) => {
      const content = { input, ifVersions: undefined }
      return change(db, fileOperations['attachments.completeUpload'], call, content, async (transaction) => {
        const { uploadId } = input
        const upload = (await findDirectUpload(transaction, uploadId, call.actor.id, true)) ?? refuseUpload(uploadId)
        if (upload.attachmentId !== null || !file) {
          call.outcome.isReplayed = true // somebody was first: this file is not the one that is kept
          return attachmentReads(transaction).findAttachment(upload.attachmentId!)
        }
        await holdRoomOnTicket(transaction, call.actor, upload.ticketId, 1, limits)
        const [attachment] = await attach(transaction, call.actor, upload.ticketId, [file])
        await completeDirectUpload(transaction, uploadId, attachment!.attachmentId)
        return attachment
      })
    },
  }
}

function directOf({ direct }: FileStore): DirectUploads {
  if (!direct) throw new SupportError('DIRECT_UPLOAD_UNAVAILABLE')
  return direct
}

function refuseUpload(uploadId: string): never {
  throw new SupportError('UPLOAD_NOT_FOUND', `Upload ${uploadId} not found`)
}

function isAsAnnounced({ mimeType, fileSizeBytes }: AnnouncedFile, file: KeptFile): boolean {
  return file.mimeType === mimeType && file.sizeBytes === fileSizeBytes
}

function refuseUnfit({ mimeType, fileSizeBytes }: DirectUploadRequest, limits: UploadDependencies['limits']): void {
  const { maxFileBytes, types } = limits
  if (fileSizeBytes > maxFileBytes) {
    throw new SupportError('FILE_TOO_LARGE', `The file is larger than ${maxFileBytes} bytes`)
  }
  if (!types.includes(mimeType)) {
    throw new SupportError('FILE_TYPE_NOT_ALLOWED', `Files are taken as ${types.join(', ')}`)
  }
}
