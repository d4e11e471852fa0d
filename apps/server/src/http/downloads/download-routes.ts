import { authorize, type FileOperation, type FileRequest, fileOperations } from '@kinconecta/support-contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Kysely } from 'kysely'
import { attachmentReads, type OwnedAttachment } from '../../attachments/attachments.repository.ts'
import { attachmentNotFound } from '../../attachments/attachments.service.ts'
import type { Database } from '../../platform/database/tables.ts'
import type { LinkKind } from '../../files/file-links.ts'
import type { Files } from '../../files/files.ts'
import { fileToGive, findStoredFile, type StoredFile } from '../../files/stored-files.repository.ts'
import { mayReach } from '../../tickets/tickets.rules.ts'
import { validated } from '../invalid-input.ts'
import { restInput } from '../rest/rest-input.ts'
import { sendFile, type SentFile } from './send-file.ts'

const MAY_BE_INLINE = /^(image\/(png|jpeg|webp|heic|heif|gif|avif)|application\/pdf)$/

/** The operations that give bytes. */
export function downloadRoutes(app: FastifyInstance, db: Kysely<Database>, files: Files): void {
  const { findAttachment } = attachmentReads(db)

  /** By its signature, or by who asks. */
  const reach = async (
    { actor }: FastifyRequest,
    asked: FileRequest,
    operation: FileOperation,
  ): Promise<OwnedAttachment> => {
    const { id, expires, signature } = asked
    if (signature === undefined) authorize(actor, operation.path)
    else files.links.check(id, kindOf(asked, operation), expires, signature)
    const attachment = await findAttachment(id)
    if (attachment && (signature !== undefined || mayReach(actor, attachment))) return attachment
    throw attachmentNotFound(id)
  }

  const route = (
    operation: FileOperation,
    describe: (attachment: OwnedAttachment, file: StoredFile, asked: FileRequest) => Promise<SentFile> | SentFile,
  ): void => {
    const readInput = restInput(operation)
    app.route({
      method: ['GET', 'HEAD'],
      url: operation.meta.openapi.path.replace('{id}', ':id'),
      config: { operation: operation.path },
      handler: async (request, reply): Promise<FastifyReply> => {
        const asked = validated(operation.input, readInput(request)) as FileRequest
        const attachment = await reach(request, asked, operation)
        const file = fileToGive(asked.id, await findStoredFile(db, asked.id))
        return sendFile(request, reply, files.store, await describe(attachment, file, asked))
      },
    })
  }

  route(fileOperations['attachments.download'], ({ fileName }, { sha256, ...file }, { inline }) => {
    const isInline = inline === true && MAY_BE_INLINE.test(file.mimeType)
    return { ...file, name: fileName, tag: sha256.toString('base64url'), isInline }
  })

  route(fileOperations['attachments.thumbnail'], async ({ fileName }, file) => {
    const thumbnail = await files.thumbnails(file)
    const tag = `${file.sha256.toString('base64url')}-thumbnail`
    return { ...thumbnail, name: `${fileName}.webp`, mimeType: 'image/webp', tag, isInline: true }
  })
}

function kindOf({ inline }: FileRequest, { path }: FileOperation): LinkKind {
  if (path === 'attachments.thumbnail') return 'thumbnail'
  return inline ? 'inline' : 'attachment'
}
