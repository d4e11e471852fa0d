// A part `files` or `file` without a file name counted as an unknown field: 201, and the file was lost.
import { beforeAll, describe, expect, it } from 'vitest'
import { aTicket, useService } from '../support/harness.ts'

const service = useService()
beforeAll(async () => {
  await service.client.tickets.create(aTicket)
})

const FORM_PATHS = ['/api/support_tickets/with_files', '/api/support_ticket_attachments/upload']

function send(path: string, name: string, content: string, type = '') {
  const fields = { fullName: 'María', email: 'm@example.com', subject: 's', message: 'm', ticketId: '1' }
  const parts = Object.entries(fields).map(([key, value]) => `name="${key}"\r\n\r\n${value}`)
  const all = [...parts, `name="${name}"${type}\r\n\r\n${content}`]
  const body = all.map((part) => `--X\r\nContent-Disposition: form-data; ${part}\r\n`).join('')
  return service.send('POST', path, Buffer.from(`${body}--X--\r\n`), {
    'content-type': 'multipart/form-data; boundary=X',
  })
}

describe.each(FORM_PATHS)('%s', (path) => {
  it.each(['file', 'files', 'Files', 'files[]', 'file[0]'])('refuses %s without a file name', async (name) => {
    const { status, json } = await send(path, name, 'hello')
    expect([status, json.code, json.issues[0].path]).toEqual([400, 'INVALID_INPUT', [name]])
  })

  it('refuses it with a type of text', async () => {
    const { status, json } = await send(path, 'files', 'hello', '\r\nContent-Type: text/plain')
    expect([status, json.code]).toEqual([400, 'INVALID_INPUT'])
  })
})

it.each(['file', 'files', 'files[]'])('takes a form in which no %s was chosen', async (name) => {
  expect((await send(FORM_PATHS[0]!, name, '')).status).toBe(201)
})
