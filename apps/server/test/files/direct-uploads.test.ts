import { beforeAll, describe, expect, it } from 'vitest'
import { numberEvents } from '../../src/events/sequencer.ts'
import { aTicket, useService } from '../support/harness.ts'
import { heic, heif, jpeg, pdf, png, pngOf, type SampleFile, text } from '../support/sample-files.ts'
import { useS3 } from '../support/s3-server.ts'
import { ATTACHMENTS, filesOf, said, TICKETS } from '../support/stored-files.ts'
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

const announce = ({ name, type, bytes }: SampleFile, headers = owner) =>
  service.send(
    'POST',
    `${ATTACHMENTS}/uploads`,
    { ticketId, fileName: name, mimeType: type, fileSizeBytes: bytes.length },
    headers,
  )
const complete = (uploadId: string, headers = owner) =>
  service.send('POST', `${ATTACHMENTS}/uploads/${uploadId}/complete`, undefined, headers)

/** Sends the file as the answer to its announcement says. */
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
  it('is announced, sent to the store and completed, once however often it is completed', async () => {
    const file = pngOf(2_000_000)
    const announced = await announce(file)
    expect(announced.status).toBe(201)
    expect(announced.json.expiresAt).toBe('2026-03-11T12:30:00')
    expect(await sendTo(announced.json, file.bytes)).toBe(204)
    const answers = await Promise.all([1, 2, 3].map(() => complete(announced.json.uploadId)))
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

  it('has a form that is bound to exact key, type and size, for two hours', async () => {
    const { json } = await announce(pdf)
    const { conditions, expiration } = JSON.parse(Buffer.from(json.fields.Policy, 'base64').toString())
    expect(conditions).toContainEqual(['content-length-range', pdf.bytes.length, pdf.bytes.length])
    expect(conditions).toContainEqual(['eq', '$Content-Type', 'application/pdf'])
    expect(conditions).toContainEqual({ key: json.fields.key })
    expect(json.fields.key.endsWith(`/uploads/${json.uploadId}`)).toBe(true)
    expect(Math.abs(Date.parse(expiration) - Date.now() - 7_200_000)).toBeLessThan(60_000)
  })

  it('409 UPLOAD_INCOMPLETE where nothing has arrived, or something else; the right file may still come', async () => {
    const { json } = await announce(png)
    const before = await count()
    expect(said(await complete(json.uploadId))).toEqual([409, 'UPLOAD_INCOMPLETE'])
    await sendTo(json, pngOf(5_000).bytes)
    expect(said(await complete(json.uploadId))).toEqual([409, 'UPLOAD_INCOMPLETE'])
    await sendTo(json, jpeg.bytes)
    expect(said(await complete(json.uploadId))).toEqual([409, 'UPLOAD_INCOMPLETE'])
    await sendTo(json, Buffer.from('<script>alert(1)</script>'))
    expect(said(await complete(json.uploadId))).toEqual([415, 'FILE_TYPE_NOT_ALLOWED'])
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
  ])('announced as %s, it is taken as what its bytes are', async (mimeType, { bytes }, fileName, found) => {
    const input = { ticketId, fileName, mimeType, fileSizeBytes: bytes.length }
    const announced = await service.send('POST', `${ATTACHMENTS}/uploads`, input, owner)
    expect(announced.status).toBe(201)
    await sendTo(announced.json, bytes)
    const { status, json } = await complete(announced.json.uploadId)
    expect([status, json.mimeType]).toEqual([201, found])
    await service.send('DELETE', `${ATTACHMENTS}/${json.attachmentId}`, undefined, owner)
  })

  it('what is sent after it was completed changes nothing', async () => {
    const { json } = await announce(png)
    await sendTo(json, png.bytes)
    const { json: attachment } = await complete(json.uploadId)
    await sendTo(json, pdf.bytes)
    expect((await complete(json.uploadId)).json).toEqual(attachment)
    expect((await download(attachment.attachmentId, '', owner)).bytes).toEqual(png.bytes)
  })

  it("404 for another's upload, another's ticket and one that is too old", async () => {
    const { json } = await announce(png)
    await sendTo(json, png.bytes)
    expect(said(await complete(json.uploadId, other))).toEqual([404, 'UPLOAD_NOT_FOUND'])
    expect(said(await announce(png, other))).toEqual([404, 'TICKET_NOT_FOUND'])
    expect(said(await announce(png, {}))).toEqual([401, 'UNAUTHENTICATED'])
    expect(said(await complete('00000000-0000-4000-8000-000000000000'))).toEqual([404, 'UPLOAD_NOT_FOUND'])
    expect(said(await complete('nonsense'))).toEqual([400, 'INVALID_INPUT'])
    await service.db.updateTable('direct_uploads').set({ created_at: '2020-01-01T00:00:00Z' }).execute()
    expect(said(await complete(json.uploadId))).toEqual([404, 'UPLOAD_NOT_FOUND'])
  })

  it('is refused before it begins where the file would be', async () => {
    const huge = { ticketId, fileName: 'a.png', mimeType: 'image/png', fileSizeBytes: 26 * 1024 * 1024 }
    const start = (body: object) => service.send('POST', `${ATTACHMENTS}/uploads`, body, owner)
    expect(said(await start(huge))).toEqual([413, 'FILE_TOO_LARGE'])
    expect(said(await start({ ...huge, fileSizeBytes: 1, mimeType: 'text/html' }))).toEqual([
      415,
      'FILE_TYPE_NOT_ALLOWED',
    ])
    expect(said(await start({ ...huge, fileSizeBytes: 1, fileName: '../a.png' }))).toEqual([400, 'INVALID_INPUT'])
  })

  it('409 DIRECT_UPLOAD_UNAVAILABLE where files are kept on the disk', async () => {
    const { json } = await onDisk.send('POST', TICKETS, aTicket)
    const body = { ticketId: json.ticketId, fileName: 'a.png', mimeType: 'image/png', fileSizeBytes: 1 }
    expect(said(await onDisk.send('POST', `${ATTACHMENTS}/uploads`, body))).toEqual([409, 'DIRECT_UPLOAD_UNAVAILABLE'])
  })
})
