import { describe, expect, it } from 'vitest'
import { aTicket, useService } from '../support/harness.ts'
import { formOf, png } from '../support/sample-files.ts'
import { ATTACHMENTS, TICKETS } from '../support/stored-files.ts'

const service = useService()

describe.each([
  ['the documented paths', `${TICKETS}/with_files`, `${ATTACHMENTS}/upload`],
  ['the earlier paths, which accept JSON too', TICKETS, ATTACHMENTS],
])('forms are accepted at %s', (_name, tickets, attachments) => {
  it(`POST ${tickets} and POST ${attachments}`, async () => {
    const created = await service.send('POST', tickets, formOf(aTicket, [png], 'files'))
    expect([created.status, created.headers.get('location')]).toEqual([201, `${TICKETS}/${created.json.ticketId}`])
    const { ticketId } = created.json
    const uploaded = await service.send('POST', attachments, formOf({ ticketId }, [png]))
    expect([uploaded.status, uploaded.json]).toMatchObject([201, { ticketId, mimeType: 'image/png' }])
  })
})

it('the same Idempotency-Key at both paths creates one attachment', async () => {
  const { ticketId } = (await service.send('POST', TICKETS, aTicket)).json
  const key = { 'idempotency-key': 'both-addresses' }
  const first = await service.send('POST', `${ATTACHMENTS}/upload`, formOf({ ticketId }, [png]), key)
  const again = await service.send('POST', ATTACHMENTS, formOf({ ticketId }, [png]), key)
  expect([again.status, again.json, again.headers.get('idempotency-replayed')]).toEqual([201, first.json, 'true'])
  const { json } = await service.send('GET', `${ATTACHMENTS}?ticketId=${ticketId}`)
  expect(json).toHaveLength(1)
})

it.each([`${TICKETS}/with_files`, `${ATTACHMENTS}/upload`])('%s accepts only forms', async (address) => {
  const { status, json } = await service.send('POST', address, aTicket)
  expect([status, json.code, json.detail]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE', 'Send files as multipart/form-data'])
  const other = await service.send('GET', address)
  expect([other.status, other.headers.get('allow')]).toEqual([405, 'POST, OPTIONS'])
})
