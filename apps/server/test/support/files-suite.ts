// Tests of files that must pass with every store. One test file per store runs them.
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { anAttachment, aTicket, type TestService } from './harness.ts'
import { formOf, heic, jpeg, named, pdf, png, pngOf, text, webp } from './sample-files.ts'
import { ATTACHMENTS, filesOf, statusAndCode, TICKETS } from './stored-files.ts'

const tagOf = (bytes: Buffer) => `"${createHash('sha256').update(bytes).digest('base64url')}"`

export function describeFiles(service: TestService): void {
  const { newTicket, upload, download, count } = filesOf(service)

  describe('POST /api/support_ticket_attachments as multipart/form-data', () => {
    it('201 with the documented body, which describes the received file', async () => {
      const ticketId = await newTicket()
      const answer = await upload(png, {}, ticketId)
      expect(answer.status).toBe(201)
      const { attachmentId } = answer.json
      expect(answer.headers.get('location')).toBe(`${ATTACHMENTS}/${attachmentId}`)
      expect(answer.headers.get('etag')).toBe('"1"')
      expect(answer.json).toEqual({
        attachmentId,
        ticketId,
        fileUrl: `https://support.test${ATTACHMENTS}/${attachmentId}/file`,
        fileName: 'estado.png',
        mimeType: 'image/png',
        fileSizeBytes: png.bytes.length,
        uploadedAt: '2026-03-11T10:30:00',
      })
      expect((await service.send('GET', `${ATTACHMENTS}/${attachmentId}`)).json).toEqual(answer.json)
    })

    it.each([png, jpeg, webp, heic, pdf, text, pngOf(3_000_000)])(
      'accepts $type and returns it byte for byte',
      async (file) => {
        const { json } = await upload(file)
        expect(json).toMatchObject({ mimeType: file.type, fileName: file.name, fileSizeBytes: file.bytes.length })
        const { status, bytes } = await download(json.attachmentId)
        expect([status, bytes.equals(file.bytes)]).toEqual([200, true])
      },
    )

    it('404 TICKET_NOT_FOUND for a missing ticket, and no file is stored', async () => {
      const before = await count()
      expect(statusAndCode(await upload(png, {}, 999_999))).toEqual([404, 'TICKET_NOT_FOUND'])
      expect(await count()).toEqual(before)
    })

    it('a retry with the same Idempotency-Key gets the first response after its ticket was deleted', async () => {
      const ticketId = await newTicket()
      const key = { 'idempotency-key': 'gone-since' }
      const first = await upload(png, key, ticketId)
      await service.client.tickets.delete({ id: ticketId })
      const again = await upload(png, key, ticketId)
      expect([again.status, again.text, again.headers.get('idempotency-replayed')]).toEqual([201, first.text, 'true'])
      expect(statusAndCode(await upload(png, {}, ticketId))).toEqual([404, 'TICKET_NOT_FOUND'])
    })

    it('415 UNSUPPORTED_MEDIA_TYPE for a form with Content-Encoding: gzip', async () => {
      const answer = await upload(png, { 'content-encoding': 'gzip' })
      expect(statusAndCode(answer)).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE'])
    })

    it('one Idempotency-Key creates one attachment, and the file of the retry is not stored', async () => {
      const ticketId = await newTicket()
      const key = { 'idempotency-key': 'upload-1' }
      const first = await upload(png, key, ticketId)
      const before = await count()
      const second = await upload(png, key, ticketId)
      expect([second.status, second.json]).toEqual([201, first.json])
      expect(second.headers.get('idempotency-replayed')).toBe('true')
      expect(statusAndCode(await upload(named('estado.png', pngOf(500)), key, ticketId))).toEqual([
        422,
        'IDEMPOTENCY_KEY_REUSED',
      ])
      expect(statusAndCode(await upload(named('otro.png', png), key, ticketId))).toEqual([
        422,
        'IDEMPOTENCY_KEY_REUSED',
      ])
      expect(await count()).toEqual(before)
    })

    it('a retry gets the first response although the first upload reached the file limit', async () => {
      const ticketId = await newTicket()
      for (let file = 1; file < 10; file++) await upload(png, {}, ticketId)
      const key = { 'idempotency-key': 'the-tenth' }
      const tenth = await upload(png, key, ticketId)
      const again = await upload(png, key, ticketId)
      expect([tenth.status, again.status, again.json]).toEqual([201, 201, tenth.json])
      expect(statusAndCode(await upload(png, {}, ticketId))).toEqual([409, 'FILE_LIMIT_REACHED'])
    })

    it('ten of 16 concurrent uploads to one ticket are accepted', async () => {
      const ticketId = await newTicket()
      const before = await count()
      const answers = await Promise.all(Array.from({ length: 16 }, () => upload(png, {}, ticketId)))
      const statuses = answers.map(({ status }) => status)
      expect(statuses.filter((status) => status === 201)).toHaveLength(10)
      expect(await count()).toEqual({ ...before, stored: before.stored + 10 })
    })
  })

  describe('POST /api/support_tickets as multipart/form-data', () => {
    it('201 with the ticket, and its files are attached to it', async () => {
      const form = formOf({ ...aTicket, category: 'OTRO', userId: 42 }, [png, pdf], 'files')
      const answer = await service.send('POST', TICKETS, form)
      expect(answer.status).toBe(201)
      const { ticketId } = answer.json
      expect(answer.headers.get('location')).toBe(`${TICKETS}/${ticketId}`)
      expect((await service.send('GET', `${TICKETS}/${ticketId}`)).json).toEqual(answer.json)
      expect(answer.json).toMatchObject({ ...aTicket, category: 'OTRO', userId: 42 })
      const { json: all } = await service.send('GET', ATTACHMENTS)
      const attached = all.filter((attachment: { ticketId: number }) => attachment.ticketId === ticketId)
      expect(attached.map(({ fileName }: { fileName: string }) => fileName)).toEqual([png.name, pdf.name])
      expect((await download(attached[1].attachmentId)).bytes).toEqual(pdf.bytes)
    })

    it('accepts a form without files, and a form whose file field is empty', async () => {
      expect((await service.send('POST', TICKETS, formOf(aTicket))).status).toBe(201)
      const unchosen = { name: '', type: 'application/octet-stream', bytes: Buffer.alloc(0) }
      const answer = await service.send('POST', TICKETS, formOf(aTicket, [unchosen], 'files'))
      expect(answer.status).toBe(201)
    })

    it('creates neither ticket nor files if one file is rejected', async () => {
      const before = [await count(), (await service.send('GET', TICKETS)).json.length]
      const bad = named('pagina.html', { ...text, bytes: Buffer.from('<html>') })
      const answer = await service.send('POST', TICKETS, formOf(aTicket, [png, pdf, bad], 'files'))
      expect(statusAndCode(answer)).toEqual([415, 'FILE_TYPE_NOT_ALLOWED'])
      const six = formOf(
        aTicket,
        Array.from({ length: 6 }, () => png),
        'files',
      )
      expect(statusAndCode(await service.send('POST', TICKETS, six))).toEqual([400, 'INVALID_INPUT'])
      expect([await count(), (await service.send('GET', TICKETS)).json.length]).toEqual(before)
    })

    it('400 with the issues of the fields, before a file is read', async () => {
      const answer = await service.send(
        'POST',
        TICKETS,
        formOf({ ...aTicket, subject: '', userId: 'x' }, [png], 'files'),
      )
      expect(statusAndCode(answer)).toEqual([400, 'INVALID_INPUT'])
      const paths = answer.json.issues.map(({ path }: { path: string[] }) => path.join('.'))
      expect(paths.toSorted()).toEqual(['subject', 'userId'])
    })

    it('one Idempotency-Key creates one ticket', async () => {
      const key = { 'idempotency-key': 'ticket-with-files' }
      const send = () => service.send('POST', TICKETS, formOf(aTicket, [png, pdf], 'files'), key)
      const first = await send()
      const before = await count()
      expect((await send()).json).toEqual(first.json)
      expect(await count()).toEqual(before)
    })
  })

  describe('deleting', () => {
    it.each(['attachment', 'ticket'])('of the %s deletes the file', async (what) => {
      const { json } = await upload(png)
      const before = await count()
      const address = what === 'ticket' ? `${TICKETS}/${json.ticketId}` : `${ATTACHMENTS}/${json.attachmentId}`
      expect((await service.send('DELETE', address)).status).toBe(204)
      await expect.poll(count).toEqual({ ...before, stored: before.stored - 1 })
      expect((await download(json.attachmentId)).status).toBe(404)
    })
  })

  describe('GET /api/support_ticket_attachments/{id}/file', () => {
    it('404 FILE_NOT_FOUND for an attachment whose file is stored elsewhere', async () => {
      const { json } = await service.send('POST', ATTACHMENTS, { ...anAttachment, ticketId: await newTicket() })
      const answer = await service.send('GET', `${ATTACHMENTS}/${json.attachmentId}/file`)
      expect(statusAndCode(answer)).toEqual([404, 'FILE_NOT_FOUND'])
    })

    it.each(['GET', 'HEAD'])('%s returns headers that keep browsers from running the file', async (method) => {
      const { json } = await upload(named('informe “año”.pdf', pdf))
      const { headers, text: body } = await service.send(method, `${ATTACHMENTS}/${json.attachmentId}/file`)
      expect(body.length > 0).toBe(method === 'GET')
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-type': 'application/pdf',
        'content-length': String(pdf.bytes.length),
        'content-disposition': `attachment; filename=informe_ano_.pdf; filename*=UTF-8''informe%20%E2%80%9Ca%C3%B1o%E2%80%9D.pdf`,
        'content-security-policy': "sandbox; default-src 'none'",
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, no-cache',
        'accept-ranges': 'bytes',
        etag: tagOf(pdf.bytes),
      })
    })

    it.each([
      ['bytes=0-9', 206, 0, 10],
      ['bytes=10-', 206, 10, undefined],
      ['bytes=-5', 206, -5, undefined],
      ['bytes=-100000', 206, 0, undefined],
      ['bytes=5-100000', 206, 5, undefined],
      ['bytes=0-0', 206, 0, 1],
      ['bytes=9-5', 200, 0, undefined],
      ['bytes=0-1,4-5', 200, 0, undefined],
      ['bytes=-', 200, 0, undefined],
      ['lines=1-2', 200, 0, undefined],
    ])('Range: %s', async (range, expected, from, to) => {
      const { json } = await upload(text)
      const part = text.bytes.subarray(from, to)
      const { status, headers, bytes } = await download(json.attachmentId, '', { range })
      expect([status, bytes.toString('hex')]).toEqual([expected, part.toString('hex')])
      expect(headers.get('content-length')).toBe(String(part.length))
      const start = text.bytes.length - text.bytes.subarray(from).length
      const contentRange = `bytes ${start}-${start + part.length - 1}/${text.bytes.length}`
      expect(headers.get('content-range')).toBe(expected === 206 ? contentRange : null)
    })

    it('416 for a range after the end; the range is ignored if If-Range names another version', async () => {
      const { json } = await upload(text)
      const behind = await service.send('GET', `${ATTACHMENTS}/${json.attachmentId}/file`, undefined, {
        range: `bytes=${text.bytes.length}-`,
      })
      expect(statusAndCode(behind)).toEqual([416, 'RANGE_NOT_SATISFIABLE'])
      expect(behind.headers.get('content-range')).toBe(`bytes */${text.bytes.length}`)
      expect(behind.headers.get('content-type')).toContain('application/problem+json')
      const range = 'bytes=0-3'
      const same = await download(json.attachmentId, '', { range, 'if-range': tagOf(text.bytes) })
      const other = await download(json.attachmentId, '', { range, 'if-range': '"other"' })
      expect([same.status, other.status, other.bytes.length]).toEqual([206, 200, text.bytes.length])
    })

    it('304 if If-None-Match names the current file', async () => {
      const { json } = await upload(png)
      const { status, bytes, headers } = await download(json.attachmentId, '', { 'if-none-match': tagOf(png.bytes) })
      expect([status, bytes.length, headers.get('etag')]).toEqual([304, 0, tagOf(png.bytes)])
    })

    it('a complete problem response if the store has lost the file', async () => {
      const { json } = await upload(png)
      const { storage_key: key } = await service.db
        .selectFrom('stored_files')
        .select('storage_key')
        .where('attachment_id', '=', json.attachmentId)
        .executeTakeFirstOrThrow()
      await service.files.store.delete(key)
      const answer = await service.send('GET', `${ATTACHMENTS}/${json.attachmentId}/file`)
      expect(statusAndCode(answer)).toEqual([500, 'INTERNAL'])
      expect(answer.headers.get('content-disposition')).toBeNull()
    })

    it.each([
      [png, '?inline', 'inline'],
      [pdf, '?inline=true', 'inline'],
      [png, '?inline=false', 'attachment'],
      [text, '?inline', 'attachment'],
    ])('serves $type with "$1" as $2', async (file, query, expected) => {
      const { json } = await upload(file)
      const { headers } = await download(json.attachmentId, query)
      expect(headers.get('content-disposition')).toBe(`${expected}; filename=${file.name}`)
      expect(headers.get('content-security-policy')).toBe("sandbox; default-src 'none'")
    })
  })
}
