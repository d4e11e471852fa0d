import { describe, expect, it } from 'vitest'
import { oidcSignIn } from '../../src/platform/identity/oidc.ts'
import { useService } from '../support/harness.ts'
import { handOver, keysAndHandOver, MARKETPLACE } from '../support/sessions.ts'
import { tokenOf } from '../support/tokens.ts'

const service = useService({ isClosed: true, signInWays: keysAndHandOver })
const withoutProvider = useService({
  isClosed: true,
  signInWays: () => ({
    oidc: oidcSignIn({
      issuer: 'http://127.0.0.1:1',
      clientId: 'console',
      clientSecret: undefined,
      scope: 'openid',
      roleClaim: 'role',
      agentRole: 'AGENT',
      adminRole: 'ADMIN',
    }),
  }),
})

describe('POST /console/session/hand_over', () => {
  it('303 to a page of the console, with the cookie', async () => {
    const answer = await handOver(service, await tokenOf('ana-1', 'ADMIN'), { return: '/console/tickets/7?q=a' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/console/tickets/7?q=a'])
    expect(answer.headers.getSetCookie()[0]).toContain('SameSite=Strict')
  })

  it.each(['', 'null', 'https://evil.example', 'https://support.test'])('403 from the origin %s', async (origin) => {
    const answer = await handOver(service, await tokenOf('ana-1', 'ADMIN'), { origin })
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([403, []])
  })

  it.each([
    ['a guide', () => tokenOf('42', 'GUIDE'), 'FORBIDDEN'],
    ['a forged token', async () => `${await tokenOf('42', 'ADMIN')}x`, 'TOKEN_INVALID'],
    ['no token', async () => '', 'TOKEN_INVALID'],
  ])('of %s leads to the page to sign in', async (_, token, problem) => {
    const answer = await handOver(service, await token())
    expect(answer.headers.get('location')).toBe(`/console/sign-in?problem=${problem}&return=%2Fconsole`)
    expect(answer.headers.getSetCookie()).toEqual([])
  })

  it.each([
    'https://evil.example/console',
    '//evil.example/console',
    '/\\evil.example/console',
    '/console/../api/support_tickets',
    '/console/session/oidc',
    '/consoles',
    'javascript:alert(1)',
  ])('does not return to %s', async (address) => {
    const answer = await handOver(service, await tokenOf('ana-1', 'ADMIN'), { return: address })
    expect(answer.headers.get('location')).toBe('/console')
  })

  it('415 for JSON', async () => {
    const answer = await service.send('POST', '/console/session/hand_over', { token: 'x' }, { origin: MARKETPLACE })
    expect([answer.status, answer.headers.get('accept')]).toEqual([415, 'application/x-www-form-urlencoded'])
  })
})

it('an identity provider that does not respond leads to the page to sign in, which says so', async () => {
  const address = `${withoutProvider.url}/console/session/oidc?return=/console/tickets/7`
  const { status, headers } = await fetch(address, { redirect: 'manual' })
  expect([status, headers.get('location')]).toEqual([
    302,
    '/console/sign-in?problem=IDENTITY_UNAVAILABLE&return=%2Fconsole%2Ftickets%2F7',
  ])
})
