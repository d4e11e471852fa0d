import type * as S3 from '@aws-sdk/client-s3'
import { SupportError } from '@kinconecta/support-contracts'
import type { StoredObject } from './file-store.ts'

/** Where files are kept in something that speaks S3. */
export interface S3Options {
  bucket: string
  region: string
  /** Of something else than Amazon's; buckets are then part of its paths. */
  endpoint: string | undefined
  /** What keys begin with. */
  prefix: string
  /** None: what the machine gives, as Amazon's own tools find it. */
  credentials: { accessKeyId: string; secretAccessKey: string } | undefined
}

/** A bucket, and the commands that are sent to it. */
export interface Bucket {
  name: string
  client: S3.S3Client
  s3: typeof S3
}

const CONNECT_TIMEOUT_MS = 2_000
const REQUEST_TIMEOUT_MS = 60_000

/** The client is loaded where there is a bucket, and not at every start. */
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

/** What is below a folder, by its key there. */
export async function* objectsBelow({ name, client, s3 }: Bucket, folder: string): AsyncGenerator<StoredObject> {
  for (let token: string | undefined, isMore = true; isMore;) {
    const page = await client.send(
      new s3.ListObjectsV2Command({ Bucket: name, Prefix: folder, ContinuationToken: token }),
    )
    for (const { Key, LastModified } of page.Contents ?? []) {
      if (Key && LastModified) yield { key: Key.slice(folder.length), modifiedAt: LastModified }
    }
    token = page.NextContinuationToken
    isMore = page.IsTruncated === true
  }
}

/** What a caller may see of a failure: the store cannot be reached, or has no room. */
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
