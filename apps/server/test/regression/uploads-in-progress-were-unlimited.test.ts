// One caller could begin any number of uploads and let them stall: each kept a connection and an open file for up to ten
// minutes, until the process had no file descriptors left and answered 500.
import { connect, type Socket } from 'node:net'
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

/** Begins an upload that stalls. */
const begin = (headers: Record<string, string> = {}) => {
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1')
  const type = 'Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 5000'
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`POST ${TICKETS} HTTP/1.1\r\nHost: localhost\r\n${lines.join('')}${type}\r\n\r\n--b\r\n`)
  socket.on('error', () => {})
  sockets.push(socket)
}
const upload = (headers: Record<string, string> = {}) => service.send('POST', TICKETS, formOf(aTicket, [pdf]), headers)
const codeOf = ({ status, json }: Answer) => [status, json.code]

it('a caller has a limit, all have one together, and who hangs up counts no longer', async () => {
  const [member, admin] = [bearer(await tokenOf('7', 'TOURIST')), bearer(await tokenOf('boss', 'ADMIN'))]
  for (let count = 0; count < uploadBounds.perRequester; count++) begin(member)
  const refused = await until(
    () => upload(member),
    ({ status }) => status !== 201,
  )
  expect(codeOf(refused)).toEqual([429, 'TOO_MANY_CALLS'])
  expect(refused.headers.get('retry-after')).toBe('1')
  expect((await upload()).status).toBe(201)
  expect((await upload(admin)).status).toBe(201)
  for (let count = 0; count < 2; count++) begin()
  const full = await until(
    () => upload(admin),
    ({ status }) => status !== 201,
  )
  expect(codeOf(full)).toEqual([503, 'STORAGE_UNAVAILABLE'])
  hangUp()
  await until(
    () => upload(member),
    ({ status }) => status === 201,
  )
})

it.each(['EMFILE', 'ENFILE'])('%s is 503 STORAGE_UNAVAILABLE', (code) => {
  expect(storageError(Object.assign(new Error(), { code }))).toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
})
