import type { DirectUploads } from './file-store.ts'
import { asStorageError, type Bucket, objectsBelow } from './s3-client.ts'

const LIFETIME_S = 7_200

/**
 * Direct uploads to a folder of the bucket. A caller can upload again with the same form until it expires, so a file is
 * copied to a folder that the form does not cover before it is checked.
 */
export function s3DirectUploads(bucket: Bucket, uploads: string, files: string): DirectUploads {
  const { name: Bucket, client, s3 } = bucket
  const at = (uploadKey: string) => ({ Bucket, Key: uploads + uploadKey })
  return {
    presign: (uploadKey, { mimeType, sizeBytes }) =>
      asStorageError(async () => {
        const { createPresignedPost } = await import('@aws-sdk/s3-presigned-post')
        return createPresignedPost(client, {
          ...at(uploadKey),
          Fields: { 'Content-Type': mimeType },
          Conditions: [
            ['content-length-range', sizeBytes, sizeBytes],
            ['eq', '$Content-Type', mimeType],
          ],
          Expires: LIFETIME_S,
        })
      }),

    keep: (uploadKey, key) =>
      asStorageError(async () => {
        const source = at(uploadKey)
        const found = await client.send(new s3.HeadObjectCommand(source)).catch(ignoreAbsence)
        if (!found) return undefined
        const copy = { CopySource: `${Bucket}/${source.Key}`, CopySourceIfMatch: found.ETag }
        await client.send(new s3.CopyObjectCommand({ Bucket, Key: files + key, ...copy }))
        return found.ContentLength
      }),

    delete: (uploadKey) =>
      asStorageError(async () => void (await client.send(new s3.DeleteObjectCommand(at(uploadKey))))),
    list: () => objectsBelow(bucket, uploads),
  }
}

function ignoreAbsence(error: Error): undefined {
  if (error.name !== 'NotFound' && error.name !== 'NoSuchKey') throw error
}
