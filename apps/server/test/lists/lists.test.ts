import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { aTicket, useService } from '../support/harness.ts'

const service = useService()
const ids = (tickets: { ticketId: number }[]) => tickets.map(({ ticketId }) => ticketId)

/** Returns the cursor after the first `count` tickets. */
async function cursorAfter(count: number): Promise<string> {
  let cursor: string | undefined
  for (let read = 0; read < count; read += 500) {
    const query = `limit=500${cursor === undefined ? '' : `&cursor=${cursor}`}`
    const { headers } = await service.send('GET', `/api/support_tickets?${query}`)
    cursor = /cursor=([\w-]+)/.exec(headers.get('link') ?? '')![1]!
  }
  return cursor!
}

describe('GET /api/support_tickets', () => {
  it('is an empty array if there are no tickets', async () => {
    const { status, text } = await service.send('GET', '/api/support_tickets')
    expect({ status, text }).toEqual({ status: 200, text: '[]' })
  })

  it('without a limit is every ticket, ascending by id, over more than two pages', async () => {
    await sql`insert into support_tickets (full_name, email, subject, message, created_at, updated_at)
      select 'n', 'e', 's' || n, 'm', now(), now() from generate_series(1, 2500) n`.execute(service.db)
    const { headers, json } = await service.send('GET', '/api/support_tickets')
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(headers.get('link')).toBeNull()
    expect(ids(json)).toEqual(Array.from({ length: 2500 }, (_, index) => index + 1))
  })

  it('with a limit is one page, and Link leads to the next page until the last', async () => {
    const sizes: number[] = []
    const seen: number[] = []
    let next: string | undefined = '/api/support_tickets?limit=800'
    while (next) {
      const page = await service.send('GET', next)
      sizes.push(page.json.length)
      seen.push(...ids(page.json))
      next = /^<https:\/\/support\.test([^>]+)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1]
    }
    expect(sizes).toEqual([800, 800, 800, 100])
    expect(seen).toEqual(Array.from({ length: 2500 }, (_, index) => index + 1))
  })

  it('a last page that is exactly full has no Link', async () => {
    const { json, headers } = await service.send(
      'GET',
      `/api/support_tickets?limit=500&cursor=${await cursorAfter(2000)}`,
    )
    expect([json.length, headers.get('link')]).toEqual([500, null])
  })

  it('with only a cursor is all remaining tickets', async () => {
    const { json } = await service.send('GET', `/api/support_tickets?cursor=${await cursorAfter(1000)}`)
    expect([json.length, json[0].ticketId]).toEqual([1500, 1001])
  })

  it('HEAD has the headers of GET and no body', async () => {
    const { status, headers, text } = await service.send('HEAD', '/api/support_tickets?limit=10')
    expect([status, headers.get('link'), text]).toEqual([200, expect.stringContaining('cursor='), ''])
  })

  it.each(['nonsense', 'aWQ6', 'aWQ6LTE', 'aWQ6MS41', 'aWQ6MTAwMA==', 'aWQ6OTk5OTk5OTk5OTk5OTk5OTk5OQ', '%00'])(
    '400 CURSOR_INVALID for %s',
    async (cursor) => {
      const { status, json } = await service.send('GET', `/api/support_tickets?limit=10&cursor=${cursor}`)
      expect([status, json.code]).toEqual([400, 'CURSOR_INVALID'])
    },
  )

  it.each(['0', '-1', '1001', '1.5', 'ten', '', '1&limit=2'])('400 INVALID_INPUT for limit=%s', async (limit) => {
    const { status, json } = await service.send('GET', `/api/support_tickets?limit=${limit}`)
    expect([status, json.code, json.issues[0].path]).toEqual([400, 'INVALID_INPUT', ['limit']])
  })

  it('a field in the query of a POST is ignored', async () => {
    const { json } = await service.send('POST', '/api/support_tickets?status=CLOSED', aTicket)
    expect(json.status).toBe('OPEN')
  })
})
