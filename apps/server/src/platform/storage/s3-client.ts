import type * as S3 from '@aws-sdk/client-s3'
import { SupportError } from '@kinconecta/support-contracts'
import type { StoredObject } from './file-store.ts'

/** A bucket in Amazon S3 or a compatible service. */
export interface S3Options {
  bucket: string
  region: string
  /** The URL of a compatible service, to which requests are sent in path style. Undefined for Amazon S3. */
  endpoint: string | undefined
  /** The prefix of all keys. */
  prefix: string
  /** Undefined for the default credentials of the environment, found by the AWS SDK. */
  credentials: { accessKeyId: string; secretAccessKey: string } | undefined
}

/** A bucket, and the client and the commands of the SDK. */
export interface Bucket {
  name: string
  client: S3.S3Client
  s3: typeof S3
}

const CONNECT_TIMEOUT_MS = 2_000
const REQUEST_TIMEOUT_MS = 60_000

/** Opens a bucket. The SDK is imported here, so that a service without a bucket does not load it. */
export async function openBucket({ bucket, region, endpoint, credentials }: S3Options): Promise<Bucket> {
  const s3 = await import('@aws-sdk/client-s3')
  const client = new s3.S3Client({
    region,
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    ...(credentials && { credentials }),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
  })
  return { name: bucket, client, s3 }
}

/** Lists the objects whose keys start with `folder`. The returned keys are without it. Rejects with STORAGE_UNAVAILABLE. */
export async function* objectsBelow({ name, client, s3 }: Bucket, folder: string): AsyncGenerator<StoredObject> {
  for (let token: string | undefined, isMore = true; isMore;) {
    const command = new s3.ListObjectsV2Command({ Bucket: name, Prefix: folder, ContinuationToken: token })
    const page = await asStorageError(() => client.send(command))
    for (const { Key, LastModified } of page.Contents ?? []) {
      if (Key && LastModified) yield { key: Key.slice(folder.length), modifiedAt: LastModified }
    }
    token = page.NextContinuationToken
    isMore = page.IsTruncated === true
  }
}

/**
 * Returns the result of `work`. Rejects with STORAGE_FULL if the store has no space, with STORAGE_UNAVAILABLE for other
 * failures, and with the original error if the object does not exist (`NoSuchKey`).
 */
export async function asStorageError<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    const { name, $metadata } = cause as { name?: string; $metadata?: { httpStatusCode?: number } }
    if (name === 'NoSuchKey') throw cause
    const isFull = $metadata?.httpStatusCode === 507
    throw new SupportError(isFull ? 'STORAGE_FULL' : 'STORAGE_UNAVAILABLE', undefined, { cause })
  }
}
