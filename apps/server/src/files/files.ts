import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/tables.ts'
import { type ClamdAddress, isCleanByClamd } from '../platform/storage/clamd.ts'
import { type DirectUploading, directUploading } from './direct-uploads.ts'
import { diskStore } from '../platform/storage/disk-store.ts'
import { type FileLinks, fileLinks } from './file-links.ts'
import type { FileStore } from '../platform/storage/file-store.ts'
import { type FilesSweeper, filesSweeper } from './files-sweeper.ts'
import { undetectableTypes } from './file-kinds.ts'
import { fileScans, type ScanEvents } from './file-scans.ts'
import { type BackgroundWork, inBackground } from '../jobs/in-background.ts'
import {
  discardDrafts,
  type FileLimits,
  storeDrafts,
  type StoredUpload,
  type ReceivedFile,
  receiveFile,
} from './receive-file.ts'
import type { S3Options } from '../platform/storage/s3-client.ts'
import { s3Store } from '../platform/storage/s3-store.ts'
import { type Thumbnails, thumbnails } from './thumbnails.ts'
import { type UploadQuota, uploadQuota } from './upload-quota.ts'
import { type BeginUpload, UPLOAD_BOUNDS, type UploadBounds, uploadsInProgress } from './uploads-in-progress.ts'
import { StartupError } from '../platform/startup-error.ts'

const RESCAN_MS = 10_000
const GRACE_MS = 30 * 60_000
const BODY_TIMEOUTS: BodyTimeouts = { stallMs: 15_000, totalMs: 600_000 }

/** Timeouts for a request body that is streamed, in milliseconds: between two chunks, and for the whole body. */
export interface BodyTimeouts {
  stallMs: number
  totalMs: number
}

/** The file functions of the service. */
export interface Files {
  direct: DirectUploading
  store: FileStore
  limits: FileLimits
  links: FileLinks
  thumbnails: Thumbnails
  sweeper: FilesSweeper
  bodyTimeouts: BodyTimeouts
  quota: UploadQuota
  /** Counts an upload while it is in progress. See {@link uploadsInProgress}. */
  beginUpload: BeginUpload
  /** Receives a file as a draft. See {@link receiveFile}. */
  receive(sentName: string, bytes: AsyncIterable<Buffer>): Promise<ReceivedFile>
  /** Moves drafts into the storage. See {@link storeDrafts}. */
  storeDrafts(drafts: ReceivedFile[]): Promise<StoredUpload[]>
  discardDrafts(drafts: ReceivedFile[]): Promise<void>
  publicUrl: string
  /** The state of a new file: pending if there is a virus scanner. */
  initialState: 'pending' | 'clean'
  /** Deletes stored files that are not attached. Never rejects. */
  discard(files: StoredUpload[]): Promise<void>
  /** Starts the virus scan of new files. Must be called after files were attached. */
  afterUpload(): void
  /** Starts to delete unreferenced files. Must be called after a ticket or an attachment was deleted. */
  afterDeletion(): void
  /** Stops the background work. Resolves when it has ended. */
  stop(): Promise<void>
}

export interface FilesOptions {
  db: Kysely<Database>
  clock: Clock
  publicUrl: string
  /** The folder of the drafts, and of the files of the disk store. */
  folder: string
  limits: FileLimits
  /**
   * A file without a row is an orphan after this time, in milliseconds.
   * @default 30 minutes
   */
  graceMs?: number
  /** Undefined: files are stored on disk. */
  s3?: S3Options | undefined
  bodyTimeouts?: BodyTimeouts
  /** @default UPLOAD_BOUNDS */
  uploadBounds?: UploadBounds
  /**
   * The most seconds that a thumbnail may take.
   * @default 20
   */
  thumbnailSeconds?: number
  /** Undefined: files are not scanned. */
  clamd?: ClamdAddress | undefined
  /** Records the results of scans in the event log. */
  scanEvents?: ScanEvents
  /**
   * Files whose scan failed are scanned again after this time, in milliseconds.
   * @default 10_000
   */
  rescanMs?: number
}

/**
 * Opens the file store of this database. Rejects with a StartupError if `limits.types` has a type that is never
 * detected.
 */
export async function openFiles(options: FilesOptions): Promise<Files> {
  const { db, clock, publicUrl, folder, limits, graceMs = GRACE_MS } = options
  await refuseUndetectableTypes(limits)
  const draftFolder = join(folder, 'drafts')
  await mkdir(draftFolder, { recursive: true, mode: 0o700 })
  const { installation_id, link_key } = await db.selectFrom('installation').selectAll().executeTakeFirstOrThrow()
  const store: FileStore = options.s3
    ? await s3Store(options.s3, installation_id)
    : await diskStore(join(folder, installation_id))
  const discard = async (files: StoredUpload[]) => {
    for (const { key } of files) await store.delete(key).catch(() => {}) // otherwise the sweeper deletes it
  }
  const sweeper = filesSweeper(db, store, draftFolder, graceMs)
  const deleting = inBackground(() => sweeper.deleteFiles())
  const scanning = scansOf(options, store)
  return {
    afterDeletion: deleting.start,
    async stop() {
      await Promise.all([deleting.end(), scanning.end()])
    },
    publicUrl,
    initialState: options.clamd ? 'pending' : 'clean',
    afterUpload: scanning.start,
    direct: directUploading({ db, clock, limits, store, draftFolder }),
    store,
    limits,
    bodyTimeouts: options.bodyTimeouts ?? BODY_TIMEOUTS,
    links: fileLinks(link_key, publicUrl, clock),
    thumbnails: thumbnails(db, store, draftFolder, limits.maxFileBytes, options.thumbnailSeconds),
    sweeper,
    quota: uploadQuota(db, limits.bytesPerDay),
    beginUpload: uploadsInProgress(options.uploadBounds ?? UPLOAD_BOUNDS),
    receive: (sentName, bytes) => receiveFile(store, draftFolder, limits, sentName, bytes),
    storeDrafts: (drafts) => storeDrafts(store, drafts),
    discardDrafts,
    discard,
  }
}

/** A type that is never detected is a mistake in the configuration: files of this type would be rejected. */
async function refuseUndetectableTypes({ types }: FileLimits): Promise<void> {
  const [type] = await undetectableTypes(types)
  if (type !== undefined) throw new StartupError(`FILE_TYPES: The type ${type} cannot be detected`)
}

/** The scans of files; without a scanner, they do nothing. */
function scansOf({ db, clamd, scanEvents, rescanMs = RESCAN_MS }: FilesOptions, store: FileStore): BackgroundWork {
  if (!clamd) return inBackground(async () => {})
  return fileScans(
    db,
    store,
    async (files, key, signal) => isCleanByClamd(clamd, await files.open(key), signal),
    scanEvents,
    rescanMs,
  )
}
