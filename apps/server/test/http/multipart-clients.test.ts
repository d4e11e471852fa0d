import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { CLIENT_FORMS } from '../support/client-forms.ts'
import { aTicket, useService } from '../support/harness.ts'
import { formOf, pdf, png } from '../support/sample-files.ts'
import { ATTACHMENTS, filesOf, statusAndCode, TICKETS } from '../support/stored-files.ts'

const service = useService()
const { newTicket, download, count } = filesOf(service)
const run = promisify(execFile)

const send = (contentType: string, body: string) =>
  service.send('POST', ATTACHMENTS, Buffer.from(body, 'latin1'), { 'content-type': contentType })

describe('the form of', () => {
  it.each(CLIENT_FORMS)('$client', async ({ contentType, body, fileName }) => {
    const ticketId = await newTicket()
    const { status, json } = await send(contentType, body.replace('\r\n\r\n7\r\n', `\r\n\r\n${ticketId}\r\n`))
    expect([status, json]).toMatchObject([201, { ticketId, fileName, mimeType: 'text/plain', fileSizeBytes: 5 }])
    expect((await download(json.attachmentId)).bytes.toString()).toBe('hola\n')
  })

  it('the installed curl', async () => {
    const path = join(service.folder, 'año “1”.png')
    await writeFile(path, png.bytes)
    const fields = ['-F', `file=@${path}`, '-F', `ticketId=${await newTicket()}`]
    const { stdout } = await run('curl', ['-s', ...fields, service.url + ATTACHMENTS])
    const { attachmentId } = JSON.parse(stdout)
    expect((await download(attachmentId)).bytes).toEqual(png.bytes)
  })
})

describe('fields after the files', () => {
  it('creates a ticket', async () => {
    const form = new FormData()
    for (const { name, bytes } of [png, pdf]) form.append('files', new File([new Uint8Array(bytes)], name))
    for (const [name, value] of Object.entries(aTicket)) form.append(name, value)
    const { status, json } = await service.send('POST', TICKETS, form)
    expect([status, json]).toMatchObject([201, aTicket])
  })

  it.each([
    ['a missing ticket', 404, 'TICKET_NOT_FOUND', { ticketId: 999_999 }],
    ['no ticketId', 400, 'INVALID_INPUT', {}],
    ['a ticketId that is not a number', 400, 'INVALID_INPUT', { ticketId: 'x' }],
  ])('%s: no file is stored', async (_, status, code, fields) => {
    const before = await count()
    const form = formOf({}, [png])
    for (const [name, value] of Object.entries(fields)) form.append(name, String(value))
    expect(statusAndCode(await service.send('POST', ATTACHMENTS, form))).toEqual([status, code])
    expect(await count()).toEqual(before)
  })

  it('text is decoded with the charset of its part', async () => {
    const part = (name: string, value: string) =>
      `--b\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: text/plain; charset=ISO-8859-1\r\n\r\n${value}\r\n`
    const fields = Object.entries({ ...aTicket, fullName: 'Bego\xf1a' }).map(([name, value]) => part(name, value))
    const form = Buffer.from(`${fields.join('')}--b--\r\n`, 'latin1')
    const type = { 'content-type': 'multipart/form-data; boundary=b' }
    expect((await service.send('POST', TICKETS, form, type)).json).toMatchObject({ fullName: 'Begoña' })
    const wrong = Buffer.from(form.toString('latin1').replaceAll('ISO-8859-1', 'klingon'), 'latin1')
    expect(statusAndCode(await service.send('POST', TICKETS, wrong, type))).toEqual([400, 'INVALID_INPUT'])
  })
})
