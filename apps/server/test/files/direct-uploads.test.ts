import { beforeAll, describe, expect, it } from 'vitest'
import { numberEvents } from '../../src/events/sequencer.ts'
import { aTicket, useService } from '../support/harness.ts'
import { heic, heif, jpeg, pdf, png, pngOf, type SampleFile, text } from '../support/sample-files.ts'
import { useS3 } from '../support/s3-server.ts'
import { ATTACHMENTS, filesOf, statusAndCode, TICKETS } from '../support/stored-files.ts'
import { bearer, tokenOf } from '../support/tokens.ts'

const service = useService({ isClosed: true, filesOptions: { s3: useS3() } })
const onDisk = useService()
const { count, download } = filesOf(service)

let owner: Record<string, string>
let other: Record<string, string>
let ticketId: number
beforeAll(async () => {
  owner = bearer(await tokenOf('42', 'TOURIST'))
  other = bearer(await tokenOf('43', 'TOURIST'))
  ticketId = (await service.send('POST', TICKETS, aTicket, owner)).json.ticketId
})

const start = ({ name, type, bytes }: SampleFile, headers = owner) =>
  service.send(
    'POST',
    `${ATTACHMENTS}/uploads`,
    { ticketId, fileName: name, mimeType: type, fileSizeBytes: bytes.length },
    headers,
  )
const complete = (uploadId: string, headers = owner) =>
  service.send('POST', `${ATTACHMENTS}/uploads/${uploadId}/complete`, undefined, headers)

/** Sends the file to the storage, with the form from the response to the start. */
async function sendTo(
  { url, fields }: { url: string; fields: Record<string, string> },
  bytes: Buffer,
): Promise<number> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  form.append('file', new Blob([new Uint8Array(bytes)]))
  return (await fetch(url, { method: 'POST', body: form })).status
}

const uploadsLeft = async () => {
  let left = 0
  for await (const _ of service.files.store.direct!.list()) left++
  return left
}

describe('a direct upload', () => {
  it('is started, sent to the storage and completed; completing again returns the same attachment', async () => {
    const file = pngOf(2_000_000)
    const started = await start(file)
    expect(started.status).toBe(201)
    expect(started.json.expiresAt).toBe('2026-03-11T12:30:00')
    expect(await sendTo(started.json, file.bytes)).toBe(204)
    const answers = await Promise.all([1, 2, 3].map(() => complete(started.json.uploadId)))
    const [first] = answers
    expect(answers.map(({ status, json }) => [status, json])).toEqual(answers.map(() => [201, first!.json]))
    expect(first!.json).toMatchObject({
      ticketId,
      fileName: file.name,
      mimeType: 'image/png',
      fileSizeBytes: 2_000_000,
    })
    expect((await download(first!.json.attachmentId, '', owner)).bytes.equals(file.bytes)).toBe(true)
    expect(await count()).toEqual({ stored: 1, drafts: 0 })
    expect(await uploadsLeft()).toBe(0)
    await numberEvents(service.db)
    const events = await service.send('GET', '/api/events?types=attachment.created', undefined, owner)
    expect(events.json.map(({ data }: { data: object }) => data)).toEqual([{ attachmentId: first!.json.attachmentId }])
  })

  it('has a form for an exact key, type and size, valid for two hours', async () => {
    const { json } = await start(pdf)
    const { conditions, expiration } = JSON.parse(Buffer.from(json.fields.Policy, 'base64').toString())
    expect(conditions).toContainEqual(['content-length-range', pdf.bytes.length, pdf.bytes.length])
    expect(conditions).toContainEqual(['eq', '$Content-Type', 'application/pdf'])
    expect(conditions).toContainEqual({ key: json.fields.key })
    expect(json.fields.key.endsWith(`/uploads/${json.uploadId}`)).toBe(true)
    expect(Math.abs(Date.parse(expiration) - Date.now() - 7_200_000)).toBeLessThan(60_000)
  })

  it('409 UPLOAD_INCOMPLETE without a file or with another size; the right file may still be sent', async () => {
    const { json } = await start(png)
    const before = await count()
    expect(statusAndCode(await complete(json.uploadId))).toEqual([409, 'UPLOAD_INCOMPLETE'])
    await sendTo(json, pngOf(5_000).bytes)
    expect(statusAndCode(await complete(json.uploadId))).toEqual([409, 'UPLOAD_INCOMPLETE'])
    await sendTo(json, jpeg.bytes)
    expect(statusAndCode(await complete(json.uploadId))).toEqual([409, 'UPLOAD_INCOMPLETE'])
    await sendTo(json, Buffer.from('<script>alert(1)</script>'))
    expect(statusAndCode(await complete(json.uploadId))).toEqual([415, 'FILE_TYPE_NOT_ALLOWED'])
    expect(await count()).toEqual(before)
    await sendTo(json, png.bytes)
    expect((await complete(json.uploadId)).status).toBe(201)
  })

  it.each([
    ['image/heif', heic, 'IMG_0001.HEIC', 'image/heic'],
    ['image/heic', heif, 'IMG_0002.heic', 'image/heif'],
    ['image/jpg', jpeg, 'foto.jpg', 'image/jpeg'],
    ['', png, 'pegado.png', 'image/png'],
    [undefined, png, 'pegado.png', 'image/png'],
    ['application/octet-stream', pdf, 'sin tipo', 'application/pdf'],
    ['text/plain;charset=utf-8', text, 'pregunta.txt', 'text/plain'],
    ['IMAGE/PNG', jpeg, 'foto.png', 'image/jpeg'],
  ])('started as %s, it gets the type of its bytes', async (mimeType, { bytes }, fileName, found) => {
    const input = { ticketId, fileName, mimeType, fileSizeBytes: bytes.length }
    const started = await service.send('POST', `${ATTACHMENTS}/uploads`, input, owner)
    expect(started.status).toBe(201)
    await sendTo(started.json, bytes)
    const { status, json } = await complete(started.json.uploadId)
    expect([status, json.mimeType]).toEqual([201, found])
    await service.send('DELETE', `${ATTACHMENTS}/${json.attachmentId}`, undefined, owner)
  })

  it('a file that is sent after completion is ignored', async () => {
    const { json } = await start(png)
    await sendTo(json, png.bytes)
    const { json: attachment } = await complete(json.uploadId)
    await sendTo(json, pdf.bytes)
    expect((await complete(json.uploadId)).json).toEqual(attachment)
    expect((await download(attachment.attachmentId, '', owner)).bytes).toEqual(png.bytes)
  })

  it("404 for another caller's upload, another user's ticket and an expired upload", async () => {
    const { json } = await start(png)
    await sendTo(json, png.bytes)
    expect(statusAndCode(await complete(json.uploadId, other))).toEqual([404, 'UPLOAD_NOT_FOUND'])
    expect(statusAndCode(await start(png, other))).toEqual([404, 'TICKET_NOT_FOUND'])
    expect(statusAndCode(await start(png, {}))).toEqual([401, 'UNAUTHENTICATED'])
    expect(statusAndCode(await complete('00000000-0000-4000-8000-000000000000'))).toEqual([404, 'UPLOAD_NOT_FOUND'])
    expect(statusAndCode(await complete('nonsense'))).toEqual([400, 'INVALID_INPUT'])
    await service.db.updateTable('direct_uploads').set({ created_at: '2020-01-01T00:00:00Z' }).execute()
    expect(statusAndCode(await complete(json.uploadId))).toEqual([404, 'UPLOAD_NOT_FOUND'])
  })

  it('is rejected at its start if the file would be rejected', async () => {
    const huge = { ticketId, fileName: 'a.png', mimeType: 'image/png', fileSizeBytes: 26 * 1024 * 1024 }
    const startWith = (body: object) => service.send('POST', `${ATTACHMENTS}/uploads`, body, owner)
    expect(statusAndCode(await startWith(huge))).toEqual([413, 'FILE_TOO_LARGE'])
    expect(statusAndCode(await startWith({ ...huge, fileSizeBytes: 1, mimeType: 'text/html' }))).toEqual([
      415,
      'FILE_TYPE_NOT_ALLOWED',
    ])
    expect(statusAndCode(await startWith({ ...huge, fileSizeBytes: 1, fileName: '../a.png' }))).toEqual([
      400,
      'INVALID_INPUT',
    ])
  })

  it('409 DIRECT_UPLOAD_UNAVAILABLE if files are stored on disk', async () => {
    const { json } = await onDisk.send('POST', TICKETS, aTicket)
    const body = { ticketId: json.ticketId, fileName: 'a.png', mimeType: 'image/png', fileSizeBytes: 1 }
    expect(statusAndCode(await onDisk.send('POST', `${ATTACHMENTS}/uploads`, body))).toEqual([
      409,
      'DIRECT_UPLOAD_UNAVAILABLE',
    ])
  })
})
