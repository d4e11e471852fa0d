// One caller could begin any number of uploads and let them stall: each kept a connection and an open file for up to ten
// minutes, until the process had no file descriptors left and answered 500.
import { readdir } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { storageError } from '../../src/platform/storage/storage-errors.ts'
import { aTicket, type Answer, useService } from '../support/harness.ts'
import { formOf, pdf } from '../support/sample-files.ts'
import { TICKETS } from '../support/stored-files.ts'
import { bearer, tokenOf } from '../support/tokens.ts'
import { until } from '../support/webhooks.ts'

const uploadBounds = { perRequester: 2, perStaff: 3, inTotal: 4 }
const service = useService({ isClosed: true, filesOptions: { uploadBounds } })

const sockets: Socket[] = []
const hangUp = () => sockets.splice(0).forEach((socket) => socket.destroy())
afterEach(hangUp)

const FILE_START = '--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nhello'
const drafts = async () => (await readdir(join(service.folder, 'drafts'))).length

/** Begins two uploads that stall in their files. */
async function beginTwo(headers: Record<string, string>): Promise<void> {
  const type = 'Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 5000'
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const before = await drafts()
  for (let count = 0; count < 2; count++) {
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1').on('error', () => {})
    socket.write(`POST ${TICKETS} HTTP/1.1\r\nHost: localhost\r\n${lines.join('')}${type}\r\n\r\n${FILE_START}`)
    sockets.push(socket)
  }
  await until(drafts, (count) => count === before + 2)
}
const upload = (headers: Record<string, string>) =>
  service.send('POST', TICKETS, formOf(aTicket, [pdf], 'files'), headers)
const codeOf = ({ status, json }: Answer) => [status, json.code]

it('a caller has a limit, all have one together, and who hangs up counts no longer', async () => {
  const [member, other] = [bearer(await tokenOf('7', 'TOURIST')), bearer(await tokenOf('8', 'GUIDE'))]
  const admin = bearer(await tokenOf('boss', 'ADMIN'))
  await beginTwo(member)
  const refused = await upload(member)
  expect(codeOf(refused)).toEqual([429, 'TOO_MANY_CALLS'])
  expect(refused.headers.get('retry-after')).toBe('1')
  expect((await upload(other)).status).toBe(201)
  await beginTwo(other)
  expect(codeOf(await upload(admin))).toEqual([503, 'STORAGE_UNAVAILABLE'])
  hangUp()
  await until(
    () => upload(member),
    ({ status }) => status === 201,
  )
})

it.each(['EMFILE', 'ENFILE'])('%s is 503 STORAGE_UNAVAILABLE', (code) => {
  expect(storageError(Object.assign(new Error(), { code }))).toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
})
