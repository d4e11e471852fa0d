import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import type { FileStore } from './file-store.ts'
import { asStorageError, objectsBelow, openBucket, type S3Options } from './s3-client.ts'
import { s3DirectUploads } from './s3-direct-uploads.ts'

/** Stores files in a bucket, below the database's own `folder`. An object that S3 has confirmed is durable. */
export async function s3Store(options: S3Options, folder: string): Promise<FileStore> {
  const bucket = await openBucket(options)
  const { client, s3 } = bucket
  const files = `${options.prefix}${folder}/files/`
  const at = (key: string) => ({ Bucket: bucket.name, Key: files + key })
  return {
    takesDrafts: false,

    put: (key, draft) =>
      asStorageError(async () => {
        const bytes = createReadStream(draft.path)
        const reading = new AbortController()
        bytes.on('error', (error) => reading.abort(error)) // the SDK only handles errors of the connection
        const body = {
          Body: bytes,
          ContentLength: draft.sizeBytes,
          ChecksumSHA256: draft.sha256.toString('base64'), // S3 rejects a body with a different checksum
          ContentType: 'application/octet-stream',
        }
        await client.send(new s3.PutObjectCommand({ ...at(key), ...body }), { abortSignal: reading.signal })
      }),

    open: (key, range) =>
      asStorageError(async () => {
        const Range = range && `bytes=${range.start}-${range.end}`
        const { Body } = await client.send(new s3.GetObjectCommand({ ...at(key), Range }))
        const bytes = Body as Readable
        return bytes.on('error', () => {}) // it may fail before its reader adds a listener
      }),

    delete: (key) => asStorageError(async () => void (await client.send(new s3.DeleteObjectCommand(at(key))))),
    list: () => objectsBelow(bucket, files),
    direct: s3DirectUploads(bucket, `${options.prefix}${folder}/uploads/`, files),
  }
}
