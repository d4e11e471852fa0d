// The client's upload with progress in a browser, from a page of another origin.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { stripTypeScriptTypes } from 'node:module'
import type { AddressInfo } from 'node:net'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHROMIUM, FLAGS, isWithoutChromium } from '../support/chromium.ts'
import { useService } from '../support/harness.ts'
import { filesOf } from '../support/stored-files.ts'

const SOURCES = new URL('../../../../packages/client/src/', import.meta.url)

describe.skipIf(isWithoutChromium)(`the client's progress in Chromium (skipped without ${CHROMIUM})`, () => {
  const corsOrigins: string[] = []
  let browser: Browser
  let stop: () => Promise<void>
  beforeAll(async () => {
    const server = createServer((request, response) => {
      const name = /^\/([\w-]+\.ts)$/.exec(request.url!)?.[1]
      if (!name) return response.setHeader('content-type', 'text/html').end('<!doctype html>')
      return void readFile(new URL(name, SOURCES), 'utf8').then((source) =>
        response.setHeader('content-type', 'text/javascript').end(stripTypeScriptTypes(source)),
      )
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    corsOrigins.push(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
    stop = async () => {
      await browser.close()
      server.close()
    }
  })
  afterAll(() => stop())
  const service = useService({ corsOrigins })

  it('reports the sent bytes, returns the response with its headers, and can be aborted', async () => {
    const ticketId = await filesOf(service).newTicket()
    const page = await browser.newPage()
    await page.goto(corsOrigins[0]!)
    const outcome = await page.evaluate(`(async () => {
      const { fetchWithProgress } = await import('/progress.ts')
      const upload = (signal, onProgress) => {
        const form = new FormData()
        form.append('ticketId', ${ticketId})
        form.append('file', new File([new Uint8Array(8_000_000).fill(97)], 'large.txt'))
        const init = { method: 'POST', body: form, headers: { 'idempotency-key': 'in-chromium' }, signal }
        return fetchWithProgress({ url: '' }, onProgress)('${service.url}/api/support_ticket_attachments', init)
      }
      const reported = []
      const response = await upload(undefined, ({ sentBytes }) => reported.push(sentBytes))
      const stop = new AbortController()
      const ended = await upload(stop.signal, () => stop.abort(new Error('stopped'))).catch(({ message }) => message)
      return { status: response.status, etag: response.headers.get('etag'), body: await response.json(), reported, ended }
    })()`)
    const { status, etag, body, reported, ended } = outcome as Record<string, never> & { reported: number[] }
    expect([status, etag, ended]).toEqual([201, '"1"', 'stopped'])
    expect(body).toMatchObject({ ticketId, fileName: 'large.txt', fileSizeBytes: 8_000_000 })
    expect(reported.at(-1)).toBeGreaterThan(8_000_000)
    await page.close()
  })
})
