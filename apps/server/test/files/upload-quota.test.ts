import { connect, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { guestAt } from '../../src/platform/identity/identity.ts'
import { aTicket, fileLimits, useService } from '../support/harness.ts'
import { formOf, png, pngOf } from '../support/sample-files.ts'
import { useS3 } from '../support/s3-server.ts'
import { ATTACHMENTS, filesOf, statusAndCode, TICKETS } from '../support/stored-files.ts'
import { bearer, tokenOf } from '../support/tokens.ts'

const MIB = 1024 * 1024
const limits = { ...fileLimits, bytesPerDay: MIB, filesPerTicket: 50 }
const service = useService({ isClosed: true, trustedProxies: ['127.0.0.1'], filesOptions: { limits } })
const direct = useService({ isClosed: true, filesOptions: { limits, s3: useS3() } })
const { count } = filesOf(service)

const fields = Object.entries(aTicket)
  .map(([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
  .join('')
const start = `${fields}--b\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\n`

/** Starts a form of a guest at this address and leaves it open. `response` returns what the server has sent. */
function openForm(address: string): { socket: Socket; response: () => string } {
  const { hostname, port } = new URL(service.url)
  const socket = connect(Number(port), hostname)
  let answer = ''
  socket.on('data', (bytes) => (answer += String(bytes))).on('error', () => {})
  socket.write(
    `POST ${TICKETS} HTTP/1.1\r\nHost: ${hostname}\r\nX-Forwarded-For: ${address}\r\n` +
      `Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 20000000\r\n\r\n${start}`,
  )
  socket.write(png.bytes)
  onTestFinished(() => void socket.destroy())
  return { socket, response: () => answer }
}

const guest = (address: string) => ({ 'x-forwarded-for': address })
const sendFile = (sizeBytes: number, address: string, key?: string) =>
  service.send('POST', TICKETS, formOf(aTicket, [pngOf(sizeBytes)], 'files'), {
    ...guest(address),
    ...(key !== undefined && { 'idempotency-key': key }),
  })

describe('the daily quota of a guest', () => {
  it('belongs to its network, for every spelling of the address', () => {
    const { id } = guestAt('2001:db8:0:1::1')
    expect(guestAt('2001:DB8::1:ffff:0:0:2').id).toBe(id)
    expect(guestAt('2001:db8:0:2::1').id).not.toBe(id)
    expect(guestAt('::ffff:192.0.2.1').id).toBe(guestAt('192.0.2.1').id)
  })

  it('is shared by all addresses of a /64', async () => {
    expect((await sendFile(600_000, '2001:db8:1:1::1')).status).toBe(201)
    expect(statusAndCode(await sendFile(600_000, '2001:db8:1:1:ffff::2'))).toEqual([409, 'UPLOAD_QUOTA_REACHED'])
    expect((await sendFile(600_000, '2001:db8:1:2::1')).status).toBe(201)
    const rows = await service.db.selectFrom('stored_files').select('uploaded_by').execute()
    expect(new Set(rows.map(({ uploaded_by }) => uploaded_by))).toEqual(
      new Set(['guest:2001:db8:1:1::/64', 'guest:2001:db8:1:2::/64']),
    )
  })

  it('counts bytes as they arrive, over all open forms', async () => {
    const forms = Array.from({ length: 8 }, (_, host) => openForm(`2001:db8:2:1::${host}`))
    for (let round = 0; round < 10; round++) {
      for (const { socket } of forms) socket.write(Buffer.alloc(100_000, 1))
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    const refused = () => forms.filter(({ response }) => response().includes('UPLOAD_QUOTA_REACHED')).length
    await expect.poll(refused, { timeout: 10_000 }).toBeGreaterThanOrEqual(7)
    for (const { socket } of forms) socket.destroy()
    expect(statusAndCode(await sendFile(2 * MIB, '2001:db8:2:1::9'))).toEqual([409, 'UPLOAD_QUOTA_REACHED'])
    await expect.poll(async () => (await count()).drafts, { timeout: 10_000 }).toBe(0)
    expect((await sendFile(MIB, '2001:db8:2:1::9')).status).toBe(201)
  })

  it('is released if a form breaks off', async () => {
    for (let time = 0; time < 3; time++) {
      const { socket } = openForm('192.0.2.7')
      socket.write(Buffer.alloc(900_000, 1))
      await expect.poll(async () => (await count()).drafts, { timeout: 10_000 }).toBe(1)
      socket.destroy()
      await expect.poll(async () => (await count()).drafts, { timeout: 10_000 }).toBe(0)
    }
    expect((await sendFile(MIB, '192.0.2.7')).status).toBe(201)
  })

  it('does not apply to a retry, which gets its first response', async () => {
    const first = await sendFile(900_000, '192.0.2.8', 'the-day-is-full')
    const again = await sendFile(900_000, '192.0.2.8', 'the-day-is-full')
    expect([first.status, again.status, again.text]).toEqual([201, 201, first.text])
    expect(statusAndCode(await sendFile(900_000, '192.0.2.8'))).toEqual([409, 'UPLOAD_QUOTA_REACHED'])
  })
})

describe('a direct upload', () => {
  it('counts from its start on, and until it expires', async () => {
    const owner = bearer(await tokenOf('42', 'TOURIST'))
    const { json } = await direct.send('POST', TICKETS, aTicket, owner)
    const startUpload = (fileSizeBytes: number) =>
      direct.send(
        'POST',
        `${ATTACHMENTS}/uploads`,
        { ticketId: json.ticketId, fileName: 'a.png', mimeType: 'image/png', fileSizeBytes },
        owner,
      )
    const answers = await Promise.all([1, 2, 3].map(() => startUpload(500_000)))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 201, 409])
    expect(answers.find(({ status }) => status === 409)!.json.code).toBe('UPLOAD_QUOTA_REACHED')
    const form = formOf({ ticketId: json.ticketId }, [pngOf(100_000)])
    expect(statusAndCode(await direct.send('POST', ATTACHMENTS, form, owner))).toEqual([409, 'UPLOAD_QUOTA_REACHED'])
    const { json: upload } = answers.find(({ status }) => status === 201)!
    const sent = new FormData()
    for (const [name, value] of Object.entries(upload.fields)) sent.append(name, String(value))
    sent.append('file', new Blob([new Uint8Array(pngOf(500_000).bytes)]))
    expect((await fetch(upload.url, { method: 'POST', body: sent })).status).toBe(204)
    const completed = await direct.send('POST', `${ATTACHMENTS}/uploads/${upload.uploadId}/complete`, undefined, owner)
    expect(completed.status).toBe(201)
    await direct.db.updateTable('direct_uploads').set({ created_at: '2020-01-01T00:00:00Z' }).execute()
    expect((await startUpload(500_000)).status).toBe(201)
  })
})
