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
import { impossibleTypes } from './file-kinds.ts'
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
import { StartupError } from '../platform/startup-error.ts'

const RESCAN_MS = 10_000
const GRACE_MS = 30 * 60_000
const BODY_TIMEOUTS: BodyTimeouts = { stallMs: 15_000, totalMs: 600_000 }

/** How long a body may take that is not read into memory at once: without a byte, and in all. */
export interface BodyTimeouts {
  stallMs: number
  totalMs: number
}

/** What the service does with files. */
export interface Files {
  direct: DirectUploading
  store: FileStore
  limits: FileLimits
  links: FileLinks
  thumbnails: Thumbnails
  sweeper: FilesSweeper
  /** How long the body of an upload may take. */
  bodyTimeouts: BodyTimeouts
  quota: UploadQuota
  /** Receives a file as a draft. */
  receive(sentName: string, bytes: AsyncIterable<Buffer>): Promise<ReceivedFile>
  /** Moves drafts into the storage. */
  keep(drafts: ReceivedFile[]): Promise<StoredUpload[]>
  discardDrafts(drafts: ReceivedFile[]): Promise<void>
  publicUrl: string
  /** The state of a new file: pending if there is a virus scanner. */
  initialState: 'pending' | 'clean'
  /** Deletes files that were received in vain. */
  discard(files: StoredUpload[]): Promise<void>
  /** Files were attached: their virus scan can start. */
  afterUpload(): void
  /** Something was deleted: its files are deleted now. */
  afterDeletion(): void
  /** Lets what is running in the background finish. */
  stop(): Promise<void>
}

export interface FilesOptions {
  db: Kysely<Database>
  clock: Clock
  publicUrl: string
  /** Where drafts lie, and the files of the disk store. */
  folder: string
  limits: FileLimits
  /** How old a file without a row has to be to be taken for an orphan. */
  graceMs?: number
  /** None: files are kept on the disk. */
  s3?: S3Options | undefined
  bodyTimeouts?: BodyTimeouts
  /** None: files are given out without having been looked through. */
  clamd?: ClamdAddress | undefined
  /** Records the results of scans in the log of events. */
  scanEvents?: ScanEvents
  /** How often files that could not be scanned are tried again. */
  rescanMs?: number
}

/** Opens the store of this database's files, and what works on it. */
export async function openFiles(options: FilesOptions): Promise<Files> {
  const { db, clock, publicUrl, folder, limits, graceMs = GRACE_MS } = options
  await refuseImpossibleTypes(limits)
  const draftFolder = join(folder, 'drafts')
  await mkdir(draftFolder, { recursive: true, mode: 0o700 })
  const { installation_id, link_key } = await db.selectFrom('installation').selectAll().executeTakeFirstOrThrow()
  const store: FileStore = options.s3
    ? await s3Store(options.s3, installation_id)
    : await diskStore(join(folder, installation_id))
  const discard = async (files: StoredUpload[]) => {
    for (const { key } of files) await store.delete(key).catch(() => {}) // else the sweeper takes it
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
    thumbnails: thumbnails(db, store, draftFolder, limits.maxFileBytes),
    sweeper,
    quota: uploadQuota(db, limits.bytesPerDay),
    receive: (sentName, bytes) => receiveFile(store, draftFolder, limits, sentName, bytes),
    keep: (drafts) => storeDrafts(store, drafts),
    discardDrafts,
    discard,
  }
}

/** A type that no file can have is a mistake of the configuration, and would silently refuse files. */
async function refuseImpossibleTypes({ types }: FileLimits): Promise<void> {
  const [type] = await impossibleTypes(types)
  if (type !== undefined) throw new StartupError(`FILE_TYPES: no file is ever recognized as ${type}`)
}

/** With a scanner, what looks through the files; else nothing has to. */
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
