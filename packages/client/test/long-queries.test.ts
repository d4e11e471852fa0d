import { describe, expect, it } from 'vitest'
import { createSupportClient, type SupportApiError } from '../src/index.ts'
import { bytes, type Script, scriptedServer, success } from './scripted-server.ts'

const PROXY_LINE_BYTES = 8 * 1024

/** Responds like a proxy that accepts request lines of up to 8 KiB. */
const behindProxy: Script = (response, request) => {
  const line = `${request.method} ${request.url} HTTP/1.1\r\n`
  const respond =
    line.length > PROXY_LINE_BYTES
      ? bytes(414, '<h1>414 Request-URI Too Large</h1>')
      : success({ items: [1], nextCursor: null })
  respond(response, request)
}

describe('queries of one tick behind a proxy', () => {
  it('are split so that no request line has more than 8 KiB', async () => {
    const { url, requests } = await scriptedServer(behindProxy)
    const { tickets } = createSupportClient({ url })
    const lists = Array.from({ length: 10 }, (_, index) => tickets.list({ q: `${index} ${'ñ'.repeat(300)}` }))
    expect((await Promise.all(lists)).map(({ items }) => items)).toEqual(lists.map(() => [1]))
    expect(requests.length).toBeGreaterThan(1)
    expect(requests.length).toBeLessThan(10)
  })

  it('a query that is too long fails alone, with the reason', async () => {
    const { url, requests } = await scriptedServer(behindProxy)
    const { tickets } = createSupportClient({ url, maxRetries: 0 })
    const long = { q: '😀'.repeat(500), email: '😀'.repeat(190), cursor: 'c'.repeat(400) }
    const [before, refused, after] = await Promise.allSettled([
      tickets.list({ limit: 1 }),
      tickets.list(long),
      tickets.list({ limit: 2 }),
    ])
    expect([before.status, after.status]).toEqual(['fulfilled', 'fulfilled'])
    const { status, code, detail } = (refused as PromiseRejectedResult).reason as SupportApiError
    expect({ status, code }).toEqual({ status: 414, code: 'UNEXPECTED_ANSWER' })
    expect(detail).toContain('does not accept a query of this length')
    expect(requests).toHaveLength(2)
  })

  it('a query that is too long for a batch succeeds without a proxy', async () => {
    const { url, requests } = await scriptedServer(success({ items: [1], nextCursor: null }))
    const { tickets } = createSupportClient({ url })
    expect((await tickets.list({ q: '😀'.repeat(500), email: '😀'.repeat(190) })).items).toEqual([1])
    expect(requests[0]!.url).not.toContain('batch')
  })
})
