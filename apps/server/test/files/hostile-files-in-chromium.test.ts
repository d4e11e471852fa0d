// Opens files that try to run code in a real browser, through the service and in every way that a page can open them.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { deflateSync } from 'node:zlib'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHROMIUM, FLAGS, isWithoutChromium } from '../support/chromium.ts'
import { useService } from '../support/harness.ts'
import { pdf, png, type SampleFile, text } from '../support/sample-files.ts'
import { ATTACHMENTS, filesOf } from '../support/stored-files.ts'
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts'

const types = [...'png jpeg webp'.split(' ').map((type) => `image/${type}`), 'application/pdf']
const limits = {
  maxFileBytes: 25_000_000,
  filesPerTicket: 100,
  bytesPerDay: 1e9,
  types: [...types, 'text/plain', 'application/xml'],
}

/** The script in hostile files: it sends a request to the canary and changes the title. */
const script = (canary: string) => `fetch('${canary}/ran');document.title='ran';new Image().src='${canary}/ran'`

const hostile = (canary: string): SampleFile[] => {
  const html = `<html><script>${script(canary)}</script><img src="${canary}/ran"><iframe src="${canary}/ran"></iframe></html>`
  const chunk = Buffer.from(html)
  const inText = Buffer.alloc(chunk.length + 12)
  inText.writeUInt32BE(chunk.length)
  inText.write('tEXt', 4)
  chunk.copy(inText, 8)
  const bomb = deflateSync(Buffer.alloc(20_000_000))
  return [
    { ...png, name: 'html-after-png.png', bytes: Buffer.concat([png.bytes, chunk]) },
    {
      ...png,
      name: 'html-in-png.png',
      bytes: Buffer.concat([png.bytes.subarray(0, 33), inText, png.bytes.subarray(33)]),
    },
    { name: 'html-in-jpeg.jpg', type: 'image/jpeg', bytes: Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), chunk]) },
    { ...text, name: 'html-after-text.txt', bytes: Buffer.from(`hello\n${html}`) },
    {
      ...pdf,
      name: 'script.pdf',
      bytes: Buffer.from(
        `%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.launchURL("${canary}/ran"))>>/Pages 2 0 R>>endobj\n` +
          `2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/AA<</O<</S/URI/URI(${canary}/ran)>>>>>>endobj\n` +
          'trailer<</Root 1 0 R>>\n%%EOF\n',
      ),
    },
    { ...pdf, name: 'html-in-pdf.pdf', bytes: Buffer.from(`%PDF-1.4\n${html}\n%%EOF`) },
    { ...pdf, name: 'bomb.pdf', bytes: Buffer.concat([Buffer.from('%PDF-1.4\n'), bomb]) },
    {
      name: 'script.xml',
      type: 'image/svg+xml',
      bytes: Buffer.from(
        `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="${script(canary)}"><script>${script(canary)}</script></svg>`,
      ),
    },
  ]
}

describe.skipIf(isWithoutChromium)(`hostile files in Chromium (skipped without ${CHROMIUM})`, () => {
  const service = useService({ filesOptions: { limits } })
  const { newTicket, upload } = filesOf(service)
  const ran: string[] = []
  let browser: Browser
  let canary: string
  let page: string
  let profile: string
  let stop: () => Promise<unknown>

  beforeAll(async () => {
    const server = createServer((request, response) => {
      if (request.url === '/ran') ran.push(request.url)
      response.setHeader('content-type', 'text/html').end(request.url === '/ran' ? 'ran' : page)
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    canary = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    profile = await temporaryFolder()
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
    stop = async () => {
      await browser.close()
      server.close()
      await removeFolder(profile)
    }
  })
  afterAll(() => stop())

  it('the canary detects a script that runs', async () => {
    const tab = await browser.newPage()
    page = `<script>${script(canary)}</script>`
    await tab.goto(canary)
    await expect.poll(() => ran.length).toBeGreaterThan(0)
    ran.length = 0
    await tab.close()
  })

  it(
    'no script runs: opened, framed, embedded, as image, script, style, object or worker',
    { timeout: 180_000 },
    async () => {
      const ticketId = await newTicket()
      const opened: string[] = []
      for (const file of hostile(canary)) {
        const answer = await upload(file, {}, ticketId)
        expect([file.name, answer.status]).toEqual([file.name, 201])
        for (const query of ['', '?inline']) {
          const url = `${service.url}${ATTACHMENTS}/${answer.json.attachmentId}/file${query}`
          page = `<iframe src="${url}"></iframe><embed src="${url}"><object data="${url}"></object><img src="${url}">
          <script src="${url}"></script><link rel="stylesheet" href="${url}">
          <script>try { new Worker("${url}") } catch {} ; window.open("${url}")</script>`
          const context = await browser.newContext({ acceptDownloads: true })
          const tab = await context.newPage()
          await tab.goto(url).catch(() => {}) // a download ends the navigation
          opened.push(await tab.title())
          await tab.goto(canary)
          await tab.waitForTimeout(150)
          // A window that was opened for a download closes by itself.
          for (const shown of context.pages()) opened.push(await shown.title().catch(() => 'closed'))
          await context.close()
        }
      }
      expect(opened.length).toBeGreaterThan(16)
      expect(opened.filter((title) => title === 'ran')).toEqual([])
      expect(ran).toEqual([])
    },
  )

  it('an image is shown with ?inline, with the sandbox policy', async () => {
    const { json } = await upload(png)
    const tab = await browser.newPage()
    const shown = await tab.goto(`${service.url}${ATTACHMENTS}/${json.attachmentId}/file?inline`)
    expect(shown!.headers()['content-security-policy']).toBe("sandbox; default-src 'none'")
    expect(await tab.evaluate('document.images[0].naturalWidth')).toBe(1)
    await tab.close()
  })
})
