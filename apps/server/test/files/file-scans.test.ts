import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openFiles } from '../../src/files/files.ts'
import { type ClamdServer, EICAR, startClamd } from '../support/clamd-server.ts'
import { fileLimits, useService } from '../support/harness.ts'
import { named, png, pngOf, text } from '../support/sample-files.ts'
import { ATTACHMENTS, filesOf, statusAndCode } from '../support/stored-files.ts'

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

describe('with a virus scanner', () => {
  it('409 FILE_PENDING for the file, a range and a link until the file is clean', async () => {
    clamd.behaviour = 'silent'
    const { status, json } = await upload(png)
    expect(status).toBe(201)
    const answer = await fileOf(json.attachmentId)
    expect(statusAndCode(answer)).toEqual([409, 'FILE_PENDING'])
    expect(answer.headers.get('retry-after')).toBe('2')
    expect((await download(json.attachmentId, '', { range: 'bytes=0-1' })).status).toBe(409)
    expect(statusAndCode(await service.send('GET', `${ATTACHMENTS}/${json.attachmentId}/link`))).toEqual([
      409,
      'FILE_PENDING',
    ])
    expect((await service.send('GET', `${ATTACHMENTS}/${json.attachmentId}`)).json).toEqual(json)
  })

  it('a large file is served once it is clean', async () => {
    clamd.behaviour = 'slow'
    const file = pngOf(3_000_000)
    const { json } = await upload(file)
    await expect.poll(statusOf(json.attachmentId), { timeout: 8_000 }).toBe(200)
    expect((await download(json.attachmentId)).bytes.equals(file.bytes)).toBe(true)
  })

  it('410 FILE_REJECTED for a file with a virus', async () => {
    clamd.behaviour = 'normal'
    const { json } = await upload(virus)
    await expect.poll(statusOf(json.attachmentId), { timeout: 8_000 }).toBe(410)
    expect(statusAndCode(await fileOf(json.attachmentId))).toEqual([410, 'FILE_REJECTED'])
    expect(statusAndCode(await service.send('GET', `${ATTACHMENTS}/${json.attachmentId}/link`))).toEqual([
      410,
      'FILE_REJECTED',
    ])
  })

  it.each(['hangs up', 'too large'] as const)(
    'a file stays pending while the scanner fails (%s), and is scanned later',
    async (behaviour) => {
      clamd.behaviour = behaviour
      const { json } = await upload(png)
      await new Promise((resolve) => setTimeout(resolve, 300))
      expect(statusAndCode(await fileOf(json.attachmentId))).toEqual([409, 'FILE_PENDING'])
      clamd.behaviour = 'normal'
      await expect.poll(statusOf(json.attachmentId), { timeout: 8_000 }).toBe(200)
    },
  )

  it('a file that was pending when the service stopped is scanned after the next start', async () => {
    clamd.behaviour = 'hangs up'
    const { json } = await upload(virus)
    await service.files.stop()
    clamd.behaviour = 'normal'
    const { db, folder } = service
    const options = { db, clock: () => '', publicUrl: '', folder, limits: fileLimits, clamd: address }
    const next = await openFiles(options)
    await expect.poll(statusOf(json.attachmentId), { timeout: 8_000 }).toBe(410)
    await next.stop()
  })
})
