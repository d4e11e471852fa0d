import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { numberEvents } from '../../src/events/sequencer.ts'
import { insertDeliveries } from '../../src/webhooks/webhook-deliveries.repository.ts'
import { insertAgents } from '../support/desk.ts'
import { anyAddressOf, documented, documentedAnswers } from '../support/documented-answers.ts'
import { sendQueueCalls, sendVolumeCalls, sendWorkflowCalls } from '../support/documented-desk.ts'
import { sendMergeCalls } from '../support/documented-merge.ts'
import { anAttachment, aTicket, useService } from '../support/harness.ts'
import { useS3 } from '../support/s3-server.ts'
import { HOOK } from '../support/operation-rows.ts'
import { aDelivery, insertQuietWebhook } from '../support/webhook-rows.ts'
import { formOf, pdf, png, type SampleFile } from '../support/sample-files.ts'
import { ATTACHMENTS, TICKETS } from '../support/stored-files.ts'
import { bearer, tokenOf } from '../support/tokens.ts'

const service = useService({ isClosed: true, filesOptions: { s3: useS3() } })
const limited = useService({ limits: { callerPerMinute: 1, guestPerMinute: 1, guestCreatePerMinute: 1 } })
const answers = documentedAnswers()

let admin: Record<string, string>
let ticketId: number
let ticketForForms: number // a second ticket, because each has at most ten files
let picture: SampleFile
beforeAll(async () => {
  admin = bearer(await tokenOf('root', 'ADMIN'))
  const create = { width: 9, height: 9, channels: 3, background: 'red' } as const
  const bytes = await sharp({ create }).png().toBuffer()
  picture = { name: 'red.png', type: 'image/png', bytes }
  ticketId = (await send('POST', TICKETS, aTicket)).json.ticketId
  ticketForForms = (await send('POST', TICKETS, aTicket)).json.ticketId
})

const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  answers.send(service, method, path, body, { ...admin, ...headers })

const upload = async (file: SampleFile) =>
  `${ATTACHMENTS}/${(await send('POST', `${ATTACHMENTS}/upload`, formOf({ ticketId }, [file]))).json.attachmentId}`

describe('responses are as documented', () => {
  it.each([
    [TICKETS, () => aTicket],
    [ATTACHMENTS, () => ({ ...anAttachment, ticketId })],
  ])('for objects that are created, read, updated and deleted at %s', async (collection, fields) => {
    const key = { 'idempotency-key': `documented${collection}` }
    const dryRun = { 'dry-run': 'true' }
    await send('POST', collection, fields(), dryRun)
    const created = await send('POST', collection, fields(), key)
    await send('POST', collection, fields(), key)
    await send('POST', collection, { ...fields(), ...aTicket, email: 'other', fileName: 'other' }, key)
    await send('POST', collection, {})
    await send('POST', collection, 'text', { 'content-type': 'text/plain' })
    await send('POST', collection, 'x'.repeat(300_000))
    const address = created.headers.get('location')!
    await send('GET', address)
    await send('GET', address, undefined, { 'if-none-match': created.headers.get('etag')! })
    await send('GET', `${collection}/999999`)
    await send('PUT', address, fields(), { 'idempotency-key': `put${collection}` })
    await send('PUT', address, fields(), { 'idempotency-key': `put${collection}` })
    await send('PUT', address, fields(), dryRun)
    await send('PUT', address, fields(), { 'if-match': '"999"' })
    await send('DELETE', address, undefined, dryRun)
    await send('DELETE', address, undefined, { 'if-match': '"999"' })
    await send('DELETE', address, undefined, { 'idempotency-key': `delete${collection}` })
    await send('DELETE', address, undefined, { 'idempotency-key': `delete${collection}` })
    await send('DELETE', address)
    expect(answers.differences).toEqual([])
  })

  it.each([
    [`${TICKETS}/with_files`, () => formOf(aTicket, [picture], 'files')],
    [`${ATTACHMENTS}/upload`, (id: number) => formOf({ ticketId: id }, [picture])],
  ])('for retried forms at %s', async (address, form) => {
    const key = { 'idempotency-key': `documented${address}` }
    const { json } = await send('POST', TICKETS, aTicket)
    for (let attempt = 0; attempt < 2; attempt++) await send('POST', address, form(json.ticketId), key)
    expect(answers.differences).toEqual([])
  })

  it('for tickets of the desk', async () => {
    const address = `/api/desk/tickets/${ticketId}`
    const { headers } = await send('GET', address)
    await send('GET', address, undefined, { 'if-none-match': headers.get('etag')! })
    await send('GET', '/api/desk/tickets/999999')
    await insertAgents(service.db, 'agent-7')
    await sendWorkflowCalls(send, ticketId, 'agent-7')
    await sendQueueCalls(send, ticketId)
    await sendVolumeCalls(send, [ticketId, ticketForForms], service)
    await sendMergeCalls(send, service.db)
    expect(answers.differences).toEqual([])
  })

  it('for webhooks', async () => {
    const dryRun = { 'dry-run': 'true' }
    const created = await send('POST', '/api/webhooks', { url: HOOK, isEnabled: false })
    await send('POST', '/api/webhooks', { url: HOOK, isEnabled: false }, dryRun)
    const address = created.headers.get('location')!
    await send('POST', '/api/webhooks', { url: 'https://127.0.0.1/hook' })
    const quietId = await insertQuietWebhook(service.db)
    const quiet = `/api/webhooks/${quietId}`
    await send('GET', '/api/webhooks?limit=1')
    await send('GET', '/api/webhooks?cursor=nonsense')
    const { headers } = await send('GET', address)
    await send('GET', address, undefined, { 'if-none-match': headers.get('etag')! })
    const key = { 'idempotency-key': 'documented-webhook' }
    for (let attempt = 0; attempt < 2; attempt++) await send('PUT', address, { description: 'Copies' }, key)
    await send('PUT', address, { description: 'Copies' }, dryRun)
    await send('PUT', address, {}, { 'if-match': '"999"' })
    await send('GET', `${address}/status`)
    await send('POST', `${address}/rotate_secret`, {})
    await send('POST', `${address}/rotate_secret`, {}, dryRun)
    for (let attempt = 0; attempt < 2; attempt++) await send('POST', `${quiet}/test`, {}, key)
    await send('POST', `${quiet}/test`, {}, dryRun)
    await insertDeliveries(service.db, [aDelivery(quietId), aDelivery(quietId)])
    await send('GET', `${quiet}/deliveries?limit=1`)
    for (let attempt = 0; attempt < 2; attempt++) {
      await send('POST', `${address}/replay`, { failedSince: '2026-03-11T10:30:00' }, key)
    }
    await send('POST', `${address}/replay`, { failedSince: '2026-03-11T10:30:00' }, dryRun)
    await send('POST', `${address}/replay`, {})
    await send('DELETE', address, undefined, { 'if-match': '"999"' })
    await send('DELETE', address, undefined, dryRun)
    for (let attempt = 0; attempt < 2; attempt++) await send('DELETE', address, undefined, key)
    await send('GET', address)
    expect(answers.differences).toEqual([])
  })

  it('for tickets of guests, and their tokens', async () => {
    const key = { 'idempotency-key': 'ticket-of-a-guest' }
    const create = (path: string, body: unknown, headers = {}) => answers.send(service, 'POST', path, body, headers)
    await create(TICKETS, aTicket, key)
    await create(TICKETS, aTicket, key)
    const { json, headers } = await create(`${TICKETS}/with_files`, formOf(aTicket, [picture], 'files'))
    const messages = `${TICKETS}/${json.ticketId}/messages`
    const token = bearer(headers.get('ticket-token')!)
    await create(messages, { body: 'Hola' }, token)
    await send('PUT', `${TICKETS}/${json.ticketId}`, { ...aTicket, status: 'CLOSED' })
    await create(messages, { body: 'Hola' }, token)
    await create(`${TICKETS}/${json.ticketId}/token`, {}, { ...token, 'dry-run': 'true' })
    await create(`${TICKETS}/${json.ticketId}/token`, {}, token)
    expect(answers.differences).toEqual([])
  })

  it.each([
    [TICKETS, { body: 'Hola' }],
    ['/api/desk/tickets', { kind: 'reply', body: 'Hola', sendAfterSeconds: 60 }],
  ])('for messages at %s', async (collection, body) => {
    const address = `${collection}/${ticketId}/messages`
    const key = { 'idempotency-key': `message${collection}` }
    const { json } = await send('POST', address, body, key)
    await send('POST', address, body, key)
    await send('POST', address, body, { 'dry-run': 'true' })
    await send('POST', address, { ...body, attachmentIds: [999_999] })
    const item = `${address}/${json.messageId}`
    await send('PUT', item, { body: 'Adiós' }, { 'idempotency-key': `edit${collection}` })
    await send('PUT', item, { body: 'Adiós' }, { 'idempotency-key': `edit${collection}` })
    await send('PUT', item, { body: 'Adiós' }, { 'dry-run': 'true' })
    await send('PUT', item, { body: 'Adiós' }, { 'if-match': '"999"' })
    await send('PUT', `${address}/999999`, { body: 'Adiós' })
    await send('GET', `${address}?limit=1&count`)
    await send('GET', `${address}?cursor=nonsense`)
    const search = collection === TICKETS ? '/api/messages/search' : '/api/desk/messages/search'
    await send('GET', `${search}?q=hola%20adios&limit=1`)
    await send('POST', address, { ...body, body: 'Adiós', sendAfterSeconds: undefined })
    await send('POST', address, { ...body, body: 'Adiós', sendAfterSeconds: undefined })
    await send('GET', `${search}?q=adios&limit=1`)
    expect(answers.differences).toEqual([])
  })

  it('for what staff do with messages', async () => {
    const address = `/api/desk/tickets/${ticketId}/messages`
    const write = async (sendAfterSeconds: number) =>
      `${address}/${(await send('POST', address, { kind: 'reply', body: 'Hola', sendAfterSeconds })).json.messageId}`
    const sent = await write(0)
    for (const body of ['Adiós', 'Hasta luego']) await send('PUT', sent, { body })
    await send('GET', `${sent}/versions?limit=1&count`)
    await send('POST', `${sent}/cancel`, {})
    await send('POST', `${await write(60)}/cancel`, {}, { 'dry-run': 'true' })
    const cancelled = `${await write(60)}/cancel`
    for (let attempt = 0; attempt < 2; attempt++) await send('POST', cancelled, {}, { 'idempotency-key': 'cancel' })
    await send('POST', '/api/desk/attachments/upload', formOf({ ticketId }, [picture]), { 'idempotency-key': 'note' })
    await send('POST', '/api/desk/attachments/upload', formOf({ ticketId }, [picture]), { 'idempotency-key': 'note' })
    expect(answers.differences).toEqual([])
  })

  it('for drafts', async () => {
    const address = `/api/desk/tickets/${ticketId}/drafts`
    const changes: [string, unknown][] = [
      ['PUT', { body: 'Hol' }],
      ['DELETE', undefined],
    ]
    for (const [method, body] of changes) {
      await send('PUT', `${address}/note`, { body: 'Hol' })
      await send('PUT', `${address}/reply`, { body: 'Hol' })
      const { headers } = await send('GET', `${address}/note`)
      await send('GET', `${address}/note`, undefined, { 'if-none-match': headers.get('etag')! })
      await send('GET', '/api/desk/drafts?limit=1')
      await send(method, `${address}/note`, body, { 'if-match': '"999"' })
      await send(method, `${address}/note`, body, { 'dry-run': 'true' })
      await send(method, `${address}/note`, body, { 'idempotency-key': `draft${method}` })
      await send(method, `${address}/note`, body, { 'idempotency-key': `draft${method}` })
    }
    await send('GET', `${address}/note`)
    expect(answers.differences).toEqual([])
  })

  it('for lists of events', async () => {
    await send('POST', TICKETS, aTicket)
    await numberEvents(service.db)
    await send('GET', '/api/events?limit=1')
    await send('GET', '/api/events?after=999999')
    await send('GET', '/api/events?cursor=nonsense')
    await send('POST', '/api/events/stream_ticket', {})
    await send('POST', '/api/events/stream_ticket', {}, { 'dry-run': 'true' })
    await send('GET', '/api/events/stream')
    await send('GET', '/api/events/stream?after=999999')
    expect(answers.differences).toEqual([])
  })

  it.each([TICKETS, ATTACHMENTS])('for lists at %s', async (collection) => {
    await upload(png)
    await send('POST', TICKETS, aTicket)
    await upload(pdf)
    await send('GET', collection)
    await send('GET', `${collection}?limit=1&count`)
    await send('GET', `${collection}?cursor=nonsense`)
    expect(answers.differences).toEqual([])
  })

  it.each(['file', 'thumbnail'])('for downloads: /%s', async (what) => {
    const address = `${await upload(picture)}/${what}`
    const { headers } = await send('GET', address)
    const etag = headers.get('etag')!
    await send('GET', address, undefined, { range: 'bytes=0-9' })
    await send('GET', address, undefined, { range: 'bytes=0-9', 'if-range': etag })
    await send('GET', address, undefined, { range: 'bytes=99999999-' })
    await send('GET', address, undefined, { 'if-none-match': etag })
    await send('GET', `${address}?expires=1&signature=x`)
    await send('GET', `${ATTACHMENTS}/999999/${what}`)
    await send('GET', `${await upload(pdf)}/${what}`)
    expect(answers.differences).toEqual([])
  })

  it.each([
    [`${TICKETS}/with_files`, () => formOf(aTicket, [picture, pdf], 'files')],
    [`${ATTACHMENTS}/upload`, () => formOf({ ticketId: ticketForForms }, [picture])],
  ])('for accepted and rejected forms at %s', async (address, form) => {
    const key = { 'idempotency-key': `form${address}` }
    await send('POST', address, form(), key)
    await send('POST', address, form(), key)
    await send('POST', address, formOf({ ticketId: 0 }, []))
    await send('POST', address, { ticketId })
    expect(answers.differences).toEqual([])
  })

  it('for links and direct uploads', async () => {
    await send('GET', `${await upload(png)}/link?as=inline`)
    await send('GET', `${ATTACHMENTS}/999999/link`)
    const announced = { ticketId, fileName: png.name, mimeType: png.type, fileSizeBytes: png.bytes.length }
    const { json: started } = await send('POST', `${ATTACHMENTS}/uploads`, announced)
    const complete = `${ATTACHMENTS}/uploads/${started.uploadId}/complete`
    await send('POST', complete)
    const form = new FormData()
    for (const [name, value] of Object.entries<string>(started.fields)) form.append(name, value)
    form.append('file', new Blob([new Uint8Array(png.bytes)]))
    await fetch(started.url, { method: 'POST', body: form })
    await send('POST', complete)
    await send('POST', complete)
    expect(answers.differences).toEqual([])
  })

  it.each(documented)('for callers without permission and over the rate limit: $name', async ({ name }) => {
    const [method, pattern] = name.split(' ') as [string, string]
    const address = anyAddressOf(pattern)
    const body = method === 'POST' || method === 'PUT' ? {} : undefined
    await answers.send(service, method, address, body, bearer('nonsense'))
    await answers.send(service, method, address, body)
    await answers.send(limited, method, address, body)
    await answers.send(limited, method, address, body)
    for (const status of [401, 429]) expect(answers.seen(name, status), `${name} ${status}`).toBeDefined()
    expect(answers.differences).toEqual([])
  })
})

it('every operation with a body documents 408', () => {
  const withBody = documented.filter(({ name }) => /^(POST|PUT) /.test(name))
  expect(withBody.filter(({ responses }) => !('408' in responses)).map(({ name }) => name)).toEqual([])
})

it('every documented success and header was seen in these tests', () => {
  const unseen = documented.flatMap(({ name, responses }) =>
    Object.entries(responses).flatMap(([status, { headers = {} }]) => {
      const seen = answers.seen(name, status)
      if (!seen) return Number(status) < 400 || '412 416'.includes(status) ? [`${name} ${status}`] : []
      const missing = Object.keys(headers).filter((header) => !seen.has(header.toLowerCase()))
      return missing.filter((header) => header !== 'Retry-After').map((header) => `${name} ${status} ${header}`)
    }),
  )
  expect(unseen).toEqual([])
})
