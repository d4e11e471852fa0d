import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openFiles } from '../../src/files/files.ts'
import { type ClamdServer, EICAR, startClamd } from '../support/clamd-server.ts'
import { fileLimits, useService } from '../support/harness.ts'
import { named, png, pngOf, text } from '../support/sample-files.ts'
import { ATTACHMENTS, filesOf, said } from '../support/stored-files.ts'

const address = { host: '127.0.0.1', port: 0 }
let clamd: ClamdServer
beforeAll(async () => {
  clamd = await startClamd()
  address.port = clamd.port
})
afterAll(() => clamd.close())

const service = useService({ filesOptions: { clamd: address, rescanMs: 100 } })
const { upload, download } = filesOf(service)

const virus = named('virus.txt', { ...text, bytes: Buffer.from(EICAR) })
const fileOf = (id: number) => service.send('GET', `${ATTACHMENTS}/${id}/file`)
const statusOf = (id: number) => async () => (await fileOf(id)).status

describe('with a scanner', () => {
  it('nothing is given out before it was found clean: not whole, not in part, not by a link', async () => {
    clamd.mood = 'silent'
    const { status, json } = await upload(png)
    expect(status).toBe(201)
    const answer = await fileOf(json.attachmentId)
    expect(said(answer)).toEqual([409, 'FILE_PENDING'])
    expect(answer.headers.get('retry-after')).toBe('2')
    expect((await download(json.attachmentId, '', { range: 'bytes=0-1' })).status).toBe(409)
    expect(said(await service.send('GET', `${ATTACHMENTS}/${json.attachmentId}/link`))).toEqual([409, 'FILE_PENDING'])
    expect((await service.send('GET', `${ATTACHMENTS}/${json.attachmentId}`)).json).toEqual(json)
  })

  it('a large file is given out once it was', async () => {
    clamd.mood = 'slow'
    const file = pngOf(3_000_000)
    const { json } = await upload(file)
    await expect.poll(statusOf(json.attachmentId), { timeout: 8_000 }).toBe(200)
    expect((await download(json.attachmentId)).bytes.equals(file.bytes)).toBe(true)
  })

  it('410 FILE_REJECTED for what it finds harmful, to everyone, for good', async () => {
    clamd.mood = 'well'
    const { json } = await upload(virus)
    await expect.poll(statusOf(json.attachmentId), { timeout: 8_000 }).toBe(410)
    expect(said(await fileOf(json.attachmentId))).toEqual([410, 'FILE_REJECTED'])
    expect(said(await service.send('GET', `${ATTACHMENTS}/${json.attachmentId}/link`))).toEqual([410, 'FILE_REJECTED'])
  })

  it.each(['hangs up', 'too large'] as const)(
    'a file waits while the scanner %s, and is scanned after it',
    async (mood) => {
      clamd.mood = mood
      const { json } = await upload(png)
      await new Promise((resolve) => setTimeout(resolve, 300))
      expect(said(await fileOf(json.attachmentId))).toEqual([409, 'FILE_PENDING'])
      clamd.mood = 'well'
      await expect.poll(statusOf(json.attachmentId), { timeout: 8_000 }).toBe(200)
    },
  )

  it('what waited when the service stopped is scanned by the next one', async () => {
    clamd.mood = 'hangs up'
    const { json } = await upload(virus)
    await service.files.stop()
    clamd.mood = 'well'
    const { db, folder } = service
    const options = { db, clock: () => '', publicUrl: '', folder, limits: fileLimits, clamd: address }
    const next = await openFiles(options)
    await expect.poll(statusOf(json.attachmentId), { timeout: 8_000 }).toBe(410)
    await next.stop()
  })
})
