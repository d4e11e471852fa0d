import { readdir, readlink } from 'node:fs/promises'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { aTicket, useService } from '../support/harness.ts'
import { formOf, named, png, pngOf, type SampleFile, text } from '../support/sample-files.ts'
import { ATTACHMENTS, filesOf, statusAndCode, TICKETS } from '../support/stored-files.ts'

const service = useService({ filesOptions: { bodyTimeouts: { stallMs: 400, totalMs: 3_000 } } })
const { newTicket, upload, count, download } = filesOf(service)

const rows = async () => (await service.db.selectFrom('stored_files').select('storage_key').execute()).length

/** The open files of this process that belong to the service. */
async function descriptors(): Promise<string[]> {
  const numbers = await readdir('/proc/self/fd')
  const targets = await Promise.all(numbers.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')))
  return targets.filter((target) => target.startsWith(service.folder))
}

/** Sends a body unchanged, with the boundary `b`. */
const sendForm = (path: string, body: string | Buffer) =>
  service.send('POST', path, Buffer.from(body as string), { 'content-type': 'multipart/form-data; boundary=b' })

const field = (name: string, value: string) =>
  `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
const fileStart = (name: string) =>
  `--b\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: image/png\r\n\r\n`

describe('names', () => {
  const sendNamed = async (name: string, file: SampleFile = png) => {
    const start = Buffer.from(`${field('ticketId', String(await newTicket()))}${fileStart(name)}`)
    return sendForm(ATTACHMENTS, Buffer.concat([start, file.bytes, Buffer.from('\r\n--b--\r\n')]))
  }

  it.each([
    ['../../../../tmp/evil.png', 'evil.png'],
    ['..\\..\\evil.png', 'evil.png'],
    ['/etc/passwd.png', 'passwd.png'],
    ['año — “señal” 🦜.png', 'año — “señal” 🦜.png'],
    ['a%00b.png', 'a%00b.png'],
    ['-rf.png', '-rf.png'],
    ['CON.png', 'CON.png'],
    [`a'"; drop table stored_files;--.png`, `a'`],
  ])('%s is stored as %s and does not affect any path', async (name, stored) => {
    const answer = await sendNamed(name.replaceAll('"', '%22'))
    expect(answer.status).toBe(201)
    expect(answer.json.fileName.startsWith(stored)).toBe(true)
    const { headers, bytes } = await download(answer.json.attachmentId)
    expect(bytes).toEqual(png.bytes)
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename/)
    const paths = await readdir(service.folder, { recursive: true })
    expect(paths.filter((path) => path.includes('png') || path.includes('evil'))).toEqual([])
  })

  it.each([
    ['NUL', 'a\0.png'],
    ['a right-to-left override', 'a\u202Egnp.png'],
    ['an isolate', 'a\u2066b.png'],
    ['a line feed', 'a%0Ab.png'],
    ['4 kB', `${'x'.repeat(4_096)}.png`],
    ['an empty name', ''],
    ['only a folder', 'folder/'],
  ])('400 INVALID_INPUT for %s', async (_, name) => {
    const before = [await count(), await rows()]
    expect(statusAndCode(await sendNamed(name))).toEqual([400, 'INVALID_INPUT'])
    expect([await count(), await rows()]).toEqual(before)
  })

  it.each([
    ['.htaccess', '.htaccess.png'],
    ['png', 'png.png'],
    ['.png', '.png.png'],
    ['a.png.html', 'a.png.html.png'],
    ['a.png ', 'a.png'],
    ['a.svg', 'a.svg.png'],
    ['a.jpg', 'a.png'],
    ['a.PNG', 'a.PNG'],
    ['a.png.', 'a.png'],
    ['..', 'file.png'],
    ['a.', 'a.png'],
    ['ñ'.repeat(255), `${'ñ'.repeat(251)}.png`],
  ])('a PNG with the name %j is served as %j', async (name, served) => {
    const { status, json } = await sendNamed(name)
    expect([status, json.fileName]).toEqual([201, served])
    const stored = await service.db
      .selectFrom('stored_files')
      .select('original_name')
      .where('attachment_id', '=', json.attachmentId)
      .executeTakeFirstOrThrow()
    expect(stored.original_name).toBe(name)
  })
})

describe('types', () => {
  const of = (name: string, bytes: Buffer | string) => named(name, { ...text, bytes: Buffer.from(bytes as string) })
  it.each([
    of('a.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    of('a.txt', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
    of('a.txt', '  <!DOCTYPE html><script>alert(1)</script>'),
    of('a.txt', '<script>alert(1)</script>'),
    of('a.txt', 'a\0b'),
    of('a.txt', '<!-- a comment --><script>alert(1)</script>'),
    of('a.txt', Buffer.from('\ufeff<script>alert(1)</script>', 'utf16le')),
    of('a.txt', Buffer.from('<script>alert("\xf1")</script>', 'latin1')),
    of('a.txt', Buffer.concat([Buffer.from('x'.repeat(70_000)), Buffer.from([0])])),
    of('a.txt', Buffer.concat([Buffer.from('x'.repeat(70_000)), Buffer.from([0xc3, 0x01])])),
    of('a.txt', Buffer.from([0xff, 0xfe, 0x41])),
    of('a.png', png.bytes.subarray(0, 8)),
    of('a.png', ''),
    of('a.html', '<html>'),
    of('a.exe', Buffer.from('4d5a90000300000004000000ffff0000', 'hex')),
  ])('415 for $name', async (file) => {
    const before = await count()
    expect(statusAndCode(await upload(file))).toEqual([415, 'FILE_TYPE_NOT_ALLOWED'])
    expect(await count()).toEqual(before)
  })
})

describe('forms', () => {
  it.each([
    ['no boundary in the body', 'hello'],
    ['no end', `${field('ticketId', '1')}${fileStart('a.png')}xyz`],
    ['no file', `${field('ticketId', '1')}--b--`],
    ['no ticket', `${fileStart('a.png')}xyz\r\n--b--`],
    [
      'a repeated field after the file',
      `${field('ticketId', '1')}${fileStart('a.txt')}hello\r\n${field('ticketId', '2')}--b--`,
    ],
    ['a repeated field', `${field('ticketId', '1')}${field('ticketId', '2')}${fileStart('a.txt')}x\r\n--b--`],
    ['two files', `${field('ticketId', '1')}${fileStart('a.txt')}x\r\n${fileStart('b.txt')}y\r\n--b--`],
    [
      'a file under another name',
      `${field('ticketId', '1')}${fileStart('a.txt').replace('"file"', '"image"')}x\r\n--b--`,
    ],
    ['a ticket that is not a number', `${field('ticketId', '1e3')}${fileStart('a.txt')}x\r\n--b--`],
    ['a field that is not UTF-8', Buffer.from(`${field('ticketId', '\xff')}${fileStart('a.txt')}x\r\n--b--`, 'latin1')],
    ['__proto__', `${field('__proto__', '1')}${fileStart('a.txt')}x\r\n--b--`],
    [
      '10,000 parts',
      `${field('ticketId', '1')}${Array.from({ length: 10_000 }, (_, n) => field(`n${n}`, '')).join('')}--b--`,
    ],
    ['10,000 files', Array.from({ length: 10_000 }, () => `${fileStart('')}\r\n`).join('')],
  ])('400 for a form with %s, and nothing is stored', async (_, body) => {
    await newTicket()
    const before = [await count(), await rows()]
    const { status, json } = await sendForm(ATTACHMENTS, body)
    expect([status, ['INVALID_INPUT', 'REQUEST_MALFORMED'].includes(json.code)]).toEqual([400, true])
    expect([await count(), await rows()]).toEqual(before)
  })

  it('413 for fields that are longer than a JSON body may be', async () => {
    const { fullName: _, ...rest } = aTicket
    expect(
      statusAndCode(await service.send('POST', TICKETS, formOf({ fullName: 'x'.repeat(300_000), ...rest }))),
    ).toEqual([413, 'BODY_TOO_LARGE'])
  })

  it('415 for a form at a URL that accepts no forms', async () => {
    expect(statusAndCode(await service.send('PUT', `${TICKETS}/1`, formOf(aTicket)))).toEqual([
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ])
    expect(statusAndCode(await service.send('POST', '/trpc/tickets.create', formOf(aTicket))).at(0)).toBe(415)
  })
})

describe('senders', () => {
  const start = async (length: number, path = ATTACHMENTS) => {
    const head = `${field('ticketId', String(await newTicket()))}${fileStart('a.png')}`
    const { hostname, port } = new URL(service.url)
    const socket = connect(Number(port), hostname)
    socket.on('error', () => {})
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: multipart/form-data; boundary=b\r\n` +
        `Content-Length: ${length}\r\n\r\n${head}`,
    )
    socket.write(png.bytes)
    return socket
  }

  it('408 REQUEST_TIMEOUT if the body stalls, and nothing is stored', async () => {
    const before = [await count(), await rows()]
    const socket = await start(100_000)
    const answer = await new Promise<string>((resolve) => socket.once('data', (bytes) => resolve(String(bytes))))
    expect(answer).toContain('HTTP/1.1 408')
    expect(answer).toContain('REQUEST_TIMEOUT')
    await expect.poll(async () => [await count(), await rows()]).toEqual(before)
    socket.destroy()
  })

  it('408 for a body that trickles too long, and the connection is closed', { timeout: 20_000 }, async () => {
    const socket = await start(1_000_000)
    let answer = ''
    socket.on('data', (bytes) => (answer += String(bytes)))
    const trickle = setInterval(() => socket.write('x'), 100)
    await new Promise((resolve) => socket.once('close', resolve))
    clearInterval(trickle)
    expect(answer).toContain('HTTP/1.1 408')
    expect((await count()).drafts).toBe(0)
  })

  it("the server's requestTimeout applies to other requests, and not to uploads", { timeout: 20_000 }, async () => {
    const { requestTimeout, headersTimeout } = service.app.server
    Object.assign(service.app.server, { requestTimeout: 1_000, headersTimeout: 1_000 })
    const uploading = await start(100_000)
    const { hostname, port } = new URL(service.url)
    const other = connect(Number(port), hostname)
    other.write(`POST ${TICKETS} HTTP/1.1\r\nHost: ${hostname}\r\n`)
    const received = { upload: '', other: '' }
    uploading.on('data', (bytes) => (received.upload += String(bytes)))
    other.on('data', (bytes) => (received.other += String(bytes)))
    const trickle = setInterval(() => uploading.write('x'), 100)
    await expect.poll(() => received.other, { timeout: 5_000 }).toContain('408')
    await sleep(500)
    expect(received.upload).toBe('')
    clearInterval(trickle)
    uploading.destroy()
    await expect.poll(descriptors).toEqual([])
    other.destroy()
    Object.assign(service.app.server, { requestTimeout, headersTimeout })
  })

  it('200 senders that disconnect during an upload leave no file, no row and no descriptor', async () => {
    const before = { count: await count(), rows: await rows(), open: await descriptors() }
    for (let round = 0; round < 20; round++) {
      const sockets = await Promise.all(Array.from({ length: 10 }, () => start(1_000_000)))
      await sleep(round % 2 === 0 ? 0 : 10)
      for (const socket of sockets) {
        if (round % 3 === 0) socket.resetAndDestroy()
        else socket.destroy()
      }
    }
    const now = async () => ({ count: await count(), rows: await rows(), open: await descriptors() })
    await expect.poll(now, { timeout: 5_000 }).toEqual(before)
  })

  it('readers that disconnect during a download leave no descriptor', async () => {
    const { json } = await upload(pngOf(20_000_000))
    const before = await descriptors()
    for (let reader = 0; reader < 30; reader++) {
      const stop = new AbortController()
      const response = await fetch(`${service.url}${ATTACHMENTS}/${json.attachmentId}/file`, { signal: stop.signal })
      await response.body!.getReader().read()
      stop.abort()
    }
    await expect.poll(descriptors, { timeout: 5_000 }).toEqual(before)
  })

  it('a sender that is still sending can read the error response', async () => {
    const { json, status } = await upload(named('a.txt', pngOf(20_000_000)), {}, 999_999)
    expect([status, json.code]).toEqual([404, 'TICKET_NOT_FOUND'])
  })
})
