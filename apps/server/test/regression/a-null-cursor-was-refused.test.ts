import { expect, it } from 'vitest'
import { aTicket, useService } from '../support/harness.ts'

const service = useService()

// `nextCursor` is null on a last page, and the list that was given it back refused it.
it.each(['tickets.list', 'attachments.list'])('%s takes { cursor: null } for the first page', async (path) => {
  await service.send('POST', '/api/support_tickets', aTicket)
  const list = (input: object) =>
    service.send('GET', `/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`)
  const [withNull, without] = [await list({ limit: 5, cursor: null }), await list({ limit: 5 })]
  expect([withNull.status, withNull.text]).toEqual([200, without.text])
})

it('REST has no null: a cursor of that text is none that was handed out', async () => {
  const { status, json } = await service.send('GET', '/api/support_tickets?cursor=null')
  expect([status, json.code]).toEqual([400, 'CURSOR_INVALID'])
})
