import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { useService } from '../support/harness.ts'
import { heic, jpeg, named, pdf, type SampleFile } from '../support/sample-files.ts'
import { ATTACHMENTS, filesOf, statusAndCode } from '../support/stored-files.ts'
import { bearer, tokenOf } from '../support/tokens.ts'

const service = useService({ filesOptions: { graceMs: 0 } })
const closed = useService({ isClosed: true })
const { upload, count } = filesOf(service)

async function picture(width: number, height: number, type: 'png' | 'jpeg' | 'webp' = 'png'): Promise<SampleFile> {
  const image = sharp({ create: { width, height, channels: 3, background: { r: 200, g: 30, b: 30 } } })
  const bytes = await image
    .toFormat(type)
    .withExif({ IFD0: { Artist: 'someone' } })
    .toBuffer()
  return { name: `picture.${type}`, type: `image/${type}`, bytes }
}

/** Reads the metadata of an image. It uses a file, because the service blocks all other loaders of sharp. */
async function readPicture(bytes: Buffer) {
  const path = join(service.folder, 'picture')
  await writeFile(path, bytes)
  return sharp(path).metadata()
}

/** A small PNG that declares `side` × `side` pixels. */
function bomb(side: number): SampleFile {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const ends = Buffer.alloc(8)
    ends.writeUInt32BE(data.length)
    ends.writeUInt32BE(crc32(body), 4)
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side)
  header.writeUInt32BE(side, 4)
  header[8] = 1
  const rows = deflateSync(Buffer.alloc((side / 8 + 1) * side))
  const signature = Buffer.from('89504e470d0a1a0a', 'hex')
  const bytes = Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))])
  return { name: 'bomb.png', type: 'image/png', bytes }
}

const thumbnailOf = async (id: number, query = '', headers: Record<string, string> = {}, url = service.url) => {
  const response = await fetch(`${url}${ATTACHMENTS}/${id}/thumbnail${query}`, { headers })
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) }
}

describe('GET /api/support_ticket_attachments/{id}/thumbnail', () => {
  it.each([
    ['png', 1600, 800, 320, 160],
    ['jpeg', 300, 900, 107, 320],
    ['webp', 100, 50, 100, 50],
  ] as const)(
    'of a %s of %d by %d: WebP of %d by %d, without its metadata',
    async (type, width, height, ...expected) => {
      const { json } = await upload(await picture(width, height, type))
      const { status, headers, bytes } = await thumbnailOf(json.attachmentId)
      expect([status, headers.get('content-type')]).toEqual([200, 'image/webp'])
      const { width: made, height: madeHeight, format, exif } = await readPicture(bytes)
      expect([format, made, madeHeight, exif]).toEqual(['webp', ...expected, undefined])
      expect(headers.get('content-disposition')).toBe(`inline; filename=picture.${type}.webp`)
      expect(headers.get('content-security-policy')).toBe("sandbox; default-src 'none'")
    },
  )

  it('is created once for concurrent requests, and the sweeper keeps it', async () => {
    const { json } = await upload(await picture(2000, 2000))
    const before = await count()
    const answers = await Promise.all(Array.from({ length: 20 }, () => thumbnailOf(json.attachmentId)))
    expect(new Set(answers.map(({ bytes }) => bytes.toString('base64'))).size).toBe(1)
    expect(await count()).toEqual({ ...before, stored: before.stored + 1 })
    const etag = answers[0]!.headers.get('etag')!
    expect((await thumbnailOf(json.attachmentId, '', { 'if-none-match': etag })).status).toBe(304)
    await service.files.sweeper.sweep()
    expect((await thumbnailOf(json.attachmentId)).status).toBe(200)
  })

  it.each([
    ['a PDF', pdf],
    ['HEIC, which sharp cannot read here', heic],
    ['a broken picture', jpeg],
    ['too many pixels', bomb(30_000)],
    ['a PDF with the name of a picture', named('foto.png', pdf)],
  ])('404 FILE_NOT_FOUND for %s, and the file itself can be downloaded', async (_, file) => {
    const { json, status } = await upload(file)
    expect(status).toBe(201)
    for (let time = 0; time < 2; time++) {
      const answer = await service.send('GET', `${ATTACHMENTS}/${json.attachmentId}/thumbnail`)
      expect(statusAndCode(answer)).toEqual([404, 'FILE_NOT_FOUND'])
    }
    expect((await service.send('GET', `${ATTACHMENTS}/${json.attachmentId}/file`)).status).toBe(200)
  })

  it('of 108 million pixels needs less than 150 MB of memory', { timeout: 60_000 }, async () => {
    const { json } = await upload(await picture(12_000, 9_000, 'jpeg'))
    const before = process.memoryUsage.rss()
    const made = thumbnailOf(json.attachmentId)
    let peak = 0
    const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss() - before)), 20)
    const { status, bytes } = await made
    clearInterval(timer)
    const { width, height } = await readPicture(bytes)
    expect([status, width, height]).toEqual([200, 320, 240])
    expect(peak).toBeLessThan(150_000_000)
  })

  it('the error names the type for HEIC', async () => {
    const { json } = await upload(heic)
    const { json: problem } = await service.send('GET', `${ATTACHMENTS}/${json.attachmentId}/thumbnail`)
    expect(problem.detail).toBe('There is no thumbnail of this image/heic file')
  })

  it('503 THUMBNAIL_BUSY while the queue is full, and 200 afterwards', async () => {
    const file = await picture(1500, 1500)
    const ids: number[] = []
    for (let made = 0; made < 60; made++) ids.push((await upload(file)).json.attachmentId)
    const answers = await Promise.all(ids.map((id) => thumbnailOf(id)))
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([])
    expect(statuses).toContain(503)
    for (const id of ids) expect((await thumbnailOf(id)).status).toBe(200)
  })

  it('is deleted with its file', async () => {
    const { json } = await upload(await picture(500, 500))
    const before = await count()
    await thumbnailOf(json.attachmentId)
    await service.send('DELETE', `${ATTACHMENTS}/${json.attachmentId}`)
    await expect.poll(count).toEqual({ ...before, stored: before.stored - 1 })
  })

  describe('of a closed service', () => {
    const files = filesOf(closed)
    let agent: Record<string, string>
    beforeAll(async () => {
      agent = bearer(await tokenOf('a', 'AGENT'))
    })

    it('needs a token or a signed link', async () => {
      const { json: ticket } = await closed.send('POST', '/api/support_tickets', {
        fullName: 'n',
        email: 'e',
        subject: 's',
        message: 'm',
      })
      const { json } = await files.upload(await picture(400, 400), agent, ticket.ticketId)
      const id = json.attachmentId
      expect((await thumbnailOf(id, '', {}, closed.url)).status).toBe(401)
      expect((await thumbnailOf(id, '', bearer(await tokenOf('9', 'GUIDE')), closed.url)).status).toBe(404)
      const { json: link } = await closed.send('GET', `${ATTACHMENTS}/${id}/link?as=thumbnail`, undefined, agent)
      const { search, pathname } = new URL(link.url)
      expect(pathname).toBe(`${ATTACHMENTS}/${id}/thumbnail`)
      expect((await thumbnailOf(id, search, {}, closed.url)).status).toBe(200)
      expect((await files.download(id, search)).status).toBe(403)
    })
  })
})
