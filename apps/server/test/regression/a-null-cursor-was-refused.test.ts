import { expect, it } from 'vitest'
import { aTicket, useService } from '../support/harness.ts'

const service = useService()

// `nextCursor` is null on the last page. A list rejected it as a cursor.
it.each(['tickets.list', 'attachments.list'])('%s returns the first page for { cursor: null }', async (path) => {
  await service.send('POST', '/api/support_tickets', aTicket)
  const list = (input: object) =>
    service.send('GET', `/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`)
  const [withNull, without] = [await list({ limit: 5, cursor: null }), await list({ limit: 5 })]
  expect([withNull.status, withNull.text]).toEqual([200, without.text])
})

it('over REST the text null is an invalid cursor', async () => {
  const { status, json } = await service.send('GET', '/api/support_tickets?cursor=null')
  expect([status, json.code]).toEqual([400, 'CURSOR_INVALID'])
})
