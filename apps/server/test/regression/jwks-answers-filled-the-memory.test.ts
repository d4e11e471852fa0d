// The response of a JWKS address was read without a size limit: up to 2 GB in memory, also from a few compressed
// kilobytes.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { tokenVerifier } from '../../src/platform/identity/jwt.ts'

const MIB = 1024 * 1024
const TOKEN = `${Buffer.from('{"alg":"RS256","kid":"k"}').toString('base64url')}.e30.AAAA`

let server: Server
let url: string
let answer: (request: IncomingMessage, response: ServerResponse) => void
beforeAll(async () => {
  server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

/** Verifies a token that needs the keys of the address. */
const verify = async () =>
  tokenVerifier({ secret: undefined, jwksUrl: url, issuer: undefined, audience: undefined })(TOKEN)

describe('an invalid JWKS response causes IDENTITY_UNAVAILABLE and uses little memory', () => {
  let sentBytes: number
  const endless = (_: IncomingMessage, response: ServerResponse) => {
    const chunk = Buffer.alloc(64 * 1024, ' ')
    const send = () => {
      let isWritable = true
      while (isWritable && !response.destroyed && sentBytes < 200 * MIB) {
        sentBytes += chunk.length
        isWritable = response.write(chunk)
      }
      if (isWritable) response.end('{"keys":[]}')
      else response.once('drain', send)
    }
    send()
  }
  const bomb = gzipSync(Buffer.alloc(200 * MIB, ' '))
  const answers: [string, typeof answer][] = [
    ['endless white space', endless],
    ['200 MiB out of 200 kB', (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)],
    [
      '101 keys',
      (_, response) => response.end(JSON.stringify({ keys: Array.from({ length: 101 }, () => ({ kty: 'oct' })) })),
    ],
    ['no field keys', (_, response) => response.end('{}')],
    ['keys that are not objects', (_, response) => response.end('{"keys":[1]}')],
    [
      'a redirect',
      ({ url: path }, response) =>
        path === '/jwks' ? response.writeHead(302, { location: '/other' }).end() : response.end('{"keys":[]}'),
    ],
    ['a redirect to a file', (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end()],
    ['headers without a body', (_, response) => response.writeHead(200).flushHeaders()],
  ]
  it.each(answers)('%s', async (_, serve) => {
    sentBytes = 0
    answer = serve
    const before = process.memoryUsage().rss
    const started = performance.now()
    await expect(verify()).rejects.toMatchObject({ code: 'IDENTITY_UNAVAILABLE' })
    expect(performance.now() - started).toBeLessThan(6_000)
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * MIB)
    expect(sentBytes).toBeLessThan(32 * MIB)
  })

  it('a compressed response of ordinary size is accepted', async () => {
    const body = gzipSync(
      JSON.stringify({ keys: Array.from({ length: 100 }, (_, index) => ({ kty: 'RSA', kid: `${index}` })) }),
    )
    answer = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(body)
    await expect(verify()).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
  })
})

describe('JWT_JWKS_URL', () => {
  it.each([
    'https://id.example.com/jwks',
    'http://localhost:9000/jwks',
    'http://127.0.0.1/jwks',
    'http://[::1]:9000/jwks',
  ])('%s is accepted', (JWT_JWKS_URL) => expect(readConfig({ JWT_JWKS_URL }).tokens.jwksUrl).toBe(JWT_JWKS_URL))

  it.each([
    'http://id.example.com/jwks',
    'http://127.0.0.1.example.com/',
    'http://10.0.0.1/jwks',
    'file:///etc/keys',
    'ftp://localhost/',
    'keys',
  ])('%s is rejected', (JWT_JWKS_URL) => {
    expect(() => readConfig({ JWT_JWKS_URL })).toThrow(
      'JWT_JWKS_URL: must be an https URL, or an http URL of this machine',
    )
  })
})
