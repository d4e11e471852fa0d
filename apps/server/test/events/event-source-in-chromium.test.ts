// A page with an EventSource, behind nginx as it comes, which buffers answers.
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHROMIUM, FLAGS, isWithoutChromium } from '../support/chromium.ts'
import { aTicket, useService } from '../support/harness.ts'
import { isWithoutNginx, startNginx } from '../support/nginx.ts'
import { type PageServer, startPageServer } from '../support/page-server.ts'
import { bearer, tokenOf } from '../support/tokens.ts'

const service = useService({ isClosed: true, streamBounds: { maxMs: 2_000, checkMs: 100 } })

const PAGE = `<!doctype html><script>
  const received = []
  let last = 0
  async function follow(token) {
    const headers = { authorization: 'Bearer ' + token, 'content-type': 'application/json' }
    const answer = await fetch('/api/events/stream_ticket', { method: 'POST', headers, body: '{}' })
    const { ticket } = await answer.json()
    const source = new EventSource('/api/events/stream?ticket=' + ticket + '&after=' + last)
    source.addEventListener('ticket.created', ({ lastEventId, data }) => {
      received.push({ ...JSON.parse(data), receivedMs: Date.now() })
      last = lastEventId
    })
    source.onerror = () => {
      source.close() // a ticket opens one stream: get another
      follow(token)
    }
  }
</script>`

describe.skipIf(isWithoutChromium || isWithoutNginx)(`an EventSource in ${CHROMIUM}, behind nginx`, () => {
  let browser: Browser
  let pages: PageServer
  let nginx: Awaited<ReturnType<typeof startNginx>>
  beforeAll(async () => {
    pages = await startPageServer(PAGE)
    nginx = await startNginx(
      `location / { proxy_pass ${pages.origin}; }
       location /api/ { proxy_pass ${service.url}; proxy_http_version 1.1; proxy_buffering on; }`,
    )
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
  })
  afterAll(async () => {
    await browser.close()
    await nginx.stop()
    pages.stop()
  })

  it('gets each event at once, and goes on with a new ticket after the stream has ended', async () => {
    const page = await browser.newPage()
    await page.goto(nginx.url)
    const token = await tokenOf('42', 'TOURIST')
    await page.evaluate(`void follow('${token}')`)
    const sentMs: number[] = []
    const received = () => page.evaluate<{ position: number; receivedMs: number }[]>('received')
    for (let count = 1; count <= 5; count++) {
      await service.send('POST', '/api/support_tickets', aTicket, bearer(token))
      sentMs.push(Date.now())
      await expect.poll(async () => (await received()).length, { timeout: 10_000 }).toBe(count)
      await page.waitForTimeout(700)
    }
    const events = await received()
    expect(events.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5])
    const delaysMs = events.map(({ receivedMs }, index) => receivedMs - sentMs[index]!).toSorted((a, b) => a - b)
    expect(delaysMs[2]).toBeLessThan(1_000) // the median: one may come while the page gets another ticket
    await page.close()
  })
})
