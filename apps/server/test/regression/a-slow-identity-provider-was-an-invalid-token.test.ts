// A token endpoint that did not answer, or that failed, was reported as TOKEN_INVALID: the person seemed to have done
// something wrong. Its answers were read without a limit.
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { oidcSignIn } from '../../src/platform/identity/oidc.ts'

const answers: Record<string, (response: ServerResponse) => void> = {
  hangs: () => {},
  'hangs within its answer': (response) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).write('{"access_token":'),
  fails: (response) => void response.writeHead(500, { 'content-type': 'text/plain' }).end('oops'),
  'closes the connection': (response) => void response.destroy(),
}

let issuer: string
const server = createServer(({ url = '' }, response) => {
  const [, name = '', path] = decodeURIComponent(url).split('/')
  if (path === 'token') return (answers[name] ?? refuse)(response)
  const own = `${issuer}/${encodeURIComponent(name)}`
  const metadata = { issuer: own, token_endpoint: `${own}/token`, authorization_endpoint: `${own}/authorize` }
  return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(metadata))
})
const refuse = (response: ServerResponse) =>
  response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"invalid_grant"}')

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
})

const codeOf = ({ code }: { code: string }) => code

async function finish(name: string): Promise<unknown> {
  const oidc = oidcSignIn({
    issuer: `${issuer}/${encodeURIComponent(name)}`,
    clientId: 'kin-console',
    clientSecret: undefined,
    scope: 'openid',
    roleClaim: 'groups',
    agentRole: 'agents',
    adminRole: 'admins',
  })
  const { state } = await oidc.start('https://support.test/callback')
  return oidc.finish(new URL(`https://support.test/callback?code=c&state=${state.state}`), state)
}

it('a token endpoint that hangs or fails is IDENTITY_UNAVAILABLE', async () => {
  const codes = await Promise.all(Object.keys(answers).map((name) => finish(name).catch(codeOf)))
  expect(codes).toEqual(Object.keys(answers).map(() => 'IDENTITY_UNAVAILABLE'))
})

it('a code that the provider refuses is TOKEN_INVALID', async () => {
  await expect(finish('refuses')).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
})
