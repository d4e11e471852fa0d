import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { FileStore } from '../../src/platform/storage/file-store.ts'
import { openFiles } from '../../src/files/files.ts'
import { aTicket, fileLimits, type TestService, useService } from '../support/harness.ts'
import { startProcess } from '../support/real-process.ts'
import { formOf, png, pngOf } from '../support/sample-files.ts'
import { ATTACHMENTS, filesOf, TICKETS } from '../support/stored-files.ts'
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts'
import { POINTS } from '../support/upload-points.ts'

const PRELOAD = ['--import', new URL('../support/upload-points.ts', import.meta.url).href]

/** The keys in the store, and the keys that attachments refer to. */
async function storedAndReferenced(service: TestService, store: FileStore) {
  const keys: string[] = []
  for await (const { key } of store.list()) keys.push(key)
  const rows = await service.db
    .selectFrom('stored_files')
    .select('storage_key')
    .where('attachment_id', 'is not', null)
    .execute()
  return { stored: keys.toSorted(), referenced: rows.map(({ storage_key }) => storage_key).toSorted() }
}

describe('a crash during an upload', () => {
  const service = useService()
  const { newTicket } = filesOf(service)
  let folder: string
  beforeAll(async () => {
    folder = await temporaryFolder()
  })
  afterAll(() => removeFolder(folder))

  it.each(POINTS)('%s: no row without a file, and after a sweep no file without a row', async (point) => {
    const server = await startProcess(
      { DATABASE_URL: service.databaseUrl, DATA_DIR: folder, LOG_LEVEL: 'silent', CRASH_AT: point },
      PRELOAD,
    )
    const ended = new Promise((resolve) => server.child.once('exit', (_, signal) => resolve(signal)))
    const ticketId = await newTicket()
    const key = { 'idempotency-key': point.replaceAll(' ', '-') }
    const send = (url: string) =>
      fetch(url + ATTACHMENTS, { method: 'POST', body: formOf({ ticketId }, [pngOf(300_000)]), headers: key })
    await expect(send(server.url)).rejects.toThrow('fetch failed')
    expect(await ended).toBe('SIGKILL')

    // Rows and files must be consistent before the first sweep.
    const { db, clock } = service
    const options = { db, clock: () => clock.now, publicUrl: '', folder: join(folder, 'files'), limits: fileLimits }
    const files = await openFiles({ ...options, graceMs: 0 })
    const found = await storedAndReferenced(service, files.store)
    expect(found.referenced.every((name) => found.stored.includes(name))).toBe(true)
    const isSaved = point === 'after COMMIT' || point === 'answered'
    expect(await attachmentsOf(ticketId)).toHaveLength(isSaved ? 1 : 0)

    await files.sweeper.sweep()
    await files.sweeper.deleteDrafts()
    const swept = await storedAndReferenced(service, files.store)
    expect(swept.stored).toEqual(swept.referenced)
    expect(await readdir(join(folder, 'files/drafts'))).toEqual([])

    const again = await startProcess({ DATABASE_URL: service.databaseUrl, DATA_DIR: folder, LOG_LEVEL: 'silent' })
    const answer = await send(again.url)
    expect([answer.status, answer.headers.get('idempotency-replayed')]).toEqual([201, isSaved ? 'true' : null])
    expect(await attachmentsOf(ticketId)).toHaveLength(1)
    const { attachmentId } = (await answer.json()) as { attachmentId: number }
    const file = await fetch(`${again.url}${ATTACHMENTS}/${attachmentId}/file`)
    expect((await file.arrayBuffer()).byteLength).toBe(300_000)
    await again.end('SIGTERM')
  })

  const attachmentsOf = (ticketId: number) =>
    service.db
      .selectFrom('support_ticket_attachments')
      .select('attachment_id')
      .where('ticket_id', '=', ticketId)
      .execute()
})

describe('an acknowledged upload', () => {
  const service = useService()

  it('is written, flushed, renamed and its folder flushed before COMMIT, and acknowledged after it', async () => {
    const folder = await temporaryFolder()
    onTestFinished(() => removeFolder(folder))
    const POINTS_FILE = join(folder, 'points')
    const environment = { DATABASE_URL: service.databaseUrl, DATA_DIR: folder, LOG_LEVEL: 'silent', POINTS_FILE }
    const server = await startProcess(environment, PRELOAD)
    const ticketId = await filesOf(service).newTicket()
    const body = formOf({ ticketId }, [pngOf(2_000_000)])
    expect((await fetch(server.url + ATTACHMENTS, { method: 'POST', body })).status).toBe(201)
    await server.end('SIGTERM')
    const points = (await readFile(POINTS_FILE, 'utf8')).trim().split('\n')
    const ofUpload = points.filter((point, index) => point !== points[index - 1]).slice(0, POINTS.length)
    expect(ofUpload).toEqual(POINTS) // after it, its event is written to the log
  })
})

describe('the sweeper during uploads', () => {
  const service = useService({ filesOptions: { graceMs: 0 } })
  const { upload, count, download } = filesOf(service)

  it('deletes an orphan; if its upload inserts the row too late, the upload fails and leaves nothing', async () => {
    const { store, sweeper } = service.files
    const { put } = store
    store.put = async (key, draft) => {
      await put(key, draft)
      await sleep(5)
      await sweeper.sweep()
    }
    const before = await count()
    const { status, json } = await upload(png)
    store.put = put
    expect([status, json.code]).toEqual([503, 'STORAGE_UNAVAILABLE'])
    expect(await count()).toEqual(before)
    expect((await upload(png)).status).toBe(201)
  })

  it('never deletes the file of an acknowledged upload', async () => {
    const stop = new AbortController()
    const sweeping = (async () => {
      while (!stop.signal.aborted) await service.files.sweeper.sweep()
    })()
    onTestFinished(() => stop.abort())
    const send = async () => service.send('POST', TICKETS, formOf(aTicket, [png], 'files'))
    for (let round = 0; round < 20; round++) {
      const answers = await Promise.all(Array.from({ length: 8 }, send))
      expect(answers.filter(({ status }) => status !== 201 && status !== 503)).toEqual([])
    }
    stop.abort()
    await sweeping
    const { stored, referenced } = await storedAndReferenced(service, service.files.store)
    expect(stored).toEqual(referenced)
  })

  it('removes the rows of deleted files after two days', async () => {
    const { json } = await upload(png)
    await service.send('DELETE', `${ATTACHMENTS}/${json.attachmentId}`)
    await service.files.sweeper.sweep()
    expect((await download(json.attachmentId)).status).toBe(404)
    const tombstones = () =>
      service.db.selectFrom('stored_files').select('storage_key').where('deleted_at', 'is not', null)
    expect((await tombstones().execute()).length).toBeGreaterThan(0)
    await service.files.stop() // wait for the deletion in the background
    await service.db
      .updateTable('stored_files')
      .set({ deleted_at: '2020-01-01T00:00:00Z' })
      .where('attachment_id', 'is', null)
      .execute()
    await service.files.sweeper.sweep()
    expect(await tombstones().execute()).toEqual([])
  })
})
