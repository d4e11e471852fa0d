import { describe, expect, it } from 'vitest'
import { anAttachment, aTicket, useService } from '../support/harness.ts'

const service = useService()

const created = async () => {
  const { json } = await service.send('POST', '/api/support_tickets', aTicket)
  return { id: json.ticketId as number, path: `/api/support_tickets/${json.ticketId as number}` }
}

describe('ETag and If-Match', () => {
  it('every single object has a strong ETag that changes with the object', async () => {
    const { status, headers, json } = await service.send('POST', '/api/support_tickets', aTicket)
    expect([status, headers.get('etag')]).toEqual([201, '"1"'])
    const path = `/api/support_tickets/${json.ticketId}`
    expect((await service.send('GET', path)).headers.get('etag')).toBe('"1"')
    expect((await service.send('PUT', path, aTicket)).headers.get('etag')).toBe('"2"')
    expect((await service.send('HEAD', path)).headers.get('etag')).toBe('"2"')
  })

  it('412 PRECONDITION_FAILED with the current ETag for a stale one, and nothing is written', async () => {
    const { path } = await created()
    await service.send('PUT', path, { ...aTicket, subject: 'second' }, { 'if-match': '"1"' })
    const stale = await service.send('PUT', path, { ...aTicket, subject: 'third' }, { 'if-match': '"1"' })
    expect([stale.status, stale.json.code, stale.headers.get('etag')]).toEqual([412, 'PRECONDITION_FAILED', '"2"'])
    expect((await service.send('DELETE', path, undefined, { 'if-match': '"1"' })).status).toBe(412)
    expect((await service.send('GET', path)).json.subject).toBe('second')
    expect((await service.send('DELETE', path, undefined, { 'if-match': '"2"' })).status).toBe(204)
  })

  it.each([
    ['*', 200],
    ['"1"', 200],
    ['"7", "1"', 200],
    ['W/"1"', 412],
    ['"2"', 412],
    ['"01"', 412],
    ['""', 412],
    ['"nonsense"', 412],
    ['1', 400],
    ['"1', 400],
    ['"1" "2"', 400],
    [',', 400],
  ])('If-Match: %s on version 1 is %i', async (header, status) => {
    const { path } = await created()
    expect((await service.send('PUT', path, aTicket, { 'if-match': header })).status).toBe(status)
  })

  it('404, not 412, if the object does not exist', async () => {
    const { status, json } = await service.send('PUT', '/api/support_tickets/999999', aTicket, { 'if-match': '"1"' })
    expect([status, json.code]).toEqual([404, 'TICKET_NOT_FOUND'])
  })

  it.each([
    ['"1"', 304],
    ['W/"1"', 304],
    ['"5", "1"', 304],
    ['*', 304],
    ['"2"', 200],
    ['nonsense', 400],
  ])('If-None-Match: %s on version 1 is %i', async (header, status) => {
    const { path } = await created()
    const answer = await service.send('GET', path, undefined, { 'if-none-match': header })
    expect(answer.status).toBe(status)
    expect(answer.text === '').toBe(status === 304)
  })

  it('attachments have an ETag too', async () => {
    const { id } = await created()
    const { json, headers } = await service.send('POST', '/api/support_ticket_attachments', {
      ...anAttachment,
      ticketId: id,
    })
    const path = `/api/support_ticket_attachments/${json.attachmentId}`
    expect(headers.get('etag')).toBe('"1"')
    const put = (tag: string) => service.send('PUT', path, { ...anAttachment, ticketId: id }, { 'if-match': tag })
    expect([(await put('"1"')).status, (await put('"1"')).status]).toEqual([200, 412])
    expect((await service.send('DELETE', path, undefined, { 'if-match': '"1"' })).status).toBe(412)
  })

  it('over RPC the condition is ifVersion, and the version is returned as ETag', async () => {
    const { id } = await created()
    const update = (ifVersion: number) => service.send('POST', '/trpc/tickets.update', { id, ...aTicket, ifVersion })
    const first = await update(1)
    expect([first.status, first.headers.get('etag')]).toEqual([200, '"2"'])
    const stale = await update(1)
    expect([
      stale.status,
      stale.json.error.data.code,
      stale.json.error.data.version,
      stale.headers.get('etag'),
    ]).toEqual([412, 'PRECONDITION_FAILED', 2, '"2"'])
    expect((await service.send('POST', '/trpc/tickets.delete', { id, ifVersion: 1 })).status).toBe(412)
  })

  it('ifVersion in a REST body or query is ignored', async () => {
    const { path } = await created()
    expect((await service.send('PUT', path, { ...aTicket, ifVersion: 99 })).status).toBe(200)
    expect((await service.send('DELETE', `${path}?ifVersion=99`)).status).toBe(204)
  })

  it('with 32 writers on one ticket, the final version counts the updates with status 200', async () => {
    const { path } = await created()
    let successes = 0
    const write = async () => {
      for (let round = 0; round < 10; round++) {
        const { headers } = await service.send('GET', path)
        const { status } = await service.send('PUT', path, aTicket, { 'if-match': headers.get('etag')! })
        expect([200, 412]).toContain(status)
        if (status === 200) successes++
      }
    }
    await Promise.all(Array.from({ length: 32 }, write))
    expect((await service.send('GET', path)).headers.get('etag')).toBe(`"${1 + successes}"`)
    expect(successes).toBeGreaterThan(0)
  })
})
