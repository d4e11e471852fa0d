import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiKeys, createApiKey } from '../../src/platform/identity/api-keys.ts'
import { knownAgents } from '../../src/platform/identity/known-agents.ts'
import { tokenVerifier } from '../../src/platform/identity/jwt.ts'
import { oidcSignIn } from '../../src/platform/identity/oidc.ts'
import { CHROMIUM, isWithoutChromium } from '../support/chromium.ts'
import { useConsole } from '../support/console.ts'
import { aTicket } from '../support/harness.ts'
import { CLIENT, type OidcIssuer, startOidcIssuer } from '../support/oidc-provider.ts'
import { type PageServer, startPageServer } from '../support/page-server.ts'
import { tokenOf, tokenSources } from '../support/tokens.ts'

describe.skipIf(isWithoutChromium)(`sign-in at the console (skipped without ${CHROMIUM})`, () => {
  const origins: string[] = []
  let issuer: OidcIssuer
  let marketplace: PageServer
  beforeAll(async () => {
    issuer = await startOidcIssuer()
    marketplace = await startPageServer(
      `<form method="post"><input type="hidden" name="token" value="${await tokenOf('ana-1', 'AGENT')}">
        <button>Support</button></form>
      <script>document.forms[0].action = new URLSearchParams(location.search).get('to')</script>`,
    )
    origins.push(marketplace.origin)
  })
  const handOverPage = () => `${marketplace.origin}/?to=${service.url}/console/session/hand_over`
  const console = useConsole({
    isClosed: true,
    signInWays: (db) => ({
      keys: apiKeys(db),
      handOver: {
        verifyToken: tokenVerifier(tokenSources, knownAgents(db)),
        origins,
        get url() {
          return handOverPage()
        },
      },
      oidc: oidcSignIn({
        issuer: issuer.url,
        clientId: CLIENT.client_id,
        clientSecret: CLIENT.client_secret,
        scope: 'openid profile email',
        roleClaim: 'groups',
        agentRole: 'support-agents',
        adminRole: 'support-admins',
      }),
    }),
  })
  const { service, expectedErrors } = console
  let key: string
  let ticketId: number

  beforeAll(async () => {
    issuer.allow(`${service.url}/console/session/oidc/callback`)
    ;({ key } = await createApiKey(
      service.db,
      'desk',
      ['desk:read', 'desk:write', 'tickets:read', 'tickets:write', 'events:read'],
      null,
    ))
    const created = await service.send('POST', '/api/support_tickets', aTicket)
    ticketId = created.json.ticketId
  })
  afterAll(() => {
    issuer.stop()
    marketplace.stop()
  })

  const signInWithKey = async (page: Page) => {
    await page.getByLabel('API key').fill(key)
    await page.keyboard.press('Enter')
  }
  const signInAtIssuer = async (page: Page, name: string) => {
    await page.getByPlaceholder('Enter any login').fill(name)
    await page.getByPlaceholder('and password').fill('any')
    await page.getByRole('button', { name: 'Sign-in' }).click()
    await page.getByRole('button', { name: 'Continue' }).click()
  }
  const sessionCookie = async (context: BrowserContext) =>
    (await context.cookies()).find(({ name }) => name === 'kin-session')
  const endSessions = () => service.db.deleteFrom('sessions').execute()
  const unauthorized = () => expectedErrors.push(/status of 401/)
  /** The page would otherwise notice the end of its session by the end of its stream. */
  const keepStreamSilent = (page: Page) => page.route('**/api/events/stream*', () => {})
  const endSessionsUnnoticed = async () => {
    unauthorized()
    await endSessions()
    await new Promise((resolve) => setTimeout(resolve, 2_500)) // the server keeps a session for 2 s
  }

  it('with an API key, and back to the page that was asked for', async () => {
    const page = await console.open(`/console/tickets/${ticketId}?x=1`)
    await page.getByRole('heading', { name: 'Kin Support' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/console/sign-in')
    expectedErrors.push(/status of 401/)
    await page.getByLabel('API key').fill('kin_wrong')
    await page.keyboard.press('Enter')
    await page.getByText('The sign-in was not valid').waitFor()
    await signInWithKey(page)
    await page.getByRole('heading', { name: aTicket.subject }).waitFor()
    expect(new URL(page.url()).pathname).toBe(`/console/tickets/${ticketId}`)
    expect(await page.getByText('This server is open').count()).toBe(0)
    expect(await sessionCookie(page.context())).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' })
    expect(await page.evaluate('document.cookie')).toBe('')
  })

  it('with an account at the identity provider', async () => {
    const page = await console.open()
    await page.getByRole('link', { name: 'Sign in with your account' }).click()
    await signInAtIssuer(page, 'ana')
    await page.getByRole('row').first().waitFor()
    expect(new URL(page.url()).pathname).toBe('/console')
    const session = await page.evaluate("fetch('/console/session').then((answer) => answer.json())")
    expect(session).toMatchObject({
      caller: { kind: 'agent', agentId: 'ana', name: 'Name of ana', email: 'ana@example.com' },
    })
    expect((await page.context().cookies()).map(({ name }) => name)).not.toContain('kin-sign-in')
    const agent = service.db.selectFrom('agents').select(['name', 'email', 'role']).where('agent_id', '=', 'ana')
    expect(await agent.execute()).toEqual([{ name: 'Name of ana', email: 'ana@example.com', role: 'agent' }])
  })

  it('as an admin, by the role of the claim; without a role not at all', async () => {
    const page = await console.open()
    await page.getByRole('link', { name: 'Sign in with your account' }).click()
    await signInAtIssuer(page, 'boss')
    await page.getByRole('row').first().waitFor()
    expect(await page.evaluate("fetch('/console/session').then((answer) => answer.json())")).toMatchObject({
      caller: { kind: 'admin', agentId: 'boss' },
    })
    const other = await console.open()
    await other.getByRole('link', { name: 'Sign in with your account' }).click()
    await signInAtIssuer(other, 'stranger')
    await other.getByText('This account or key may not use the console.').waitFor()
    expect(await sessionCookie(other.context())).toBeUndefined()
  })

  it('not with an answer of the identity provider that began in another browser', async () => {
    const page = await console.open()
    await page.goto(`${service.url}/console/session/oidc/callback?code=abc&state=def`)
    await page.getByText('The sign-in was not valid').waitFor()
    expect(await sessionCookie(page.context())).toBeUndefined()
  })

  it('by the marketplace, which posts the token of its user', async () => {
    const page = await console.open()
    await page.getByRole('link', { name: 'Sign in at Kin Conecta' }).click()
    await page.getByRole('button', { name: 'Support' }).click()
    await page.getByRole('row').first().waitFor()
    expect(await page.evaluate("fetch('/console/session').then((answer) => answer.json())")).toMatchObject({
      caller: { kind: 'agent', agentId: 'ana-1' },
    })
  })

  it('a session that ends opens a dialog over the page, in which what was typed stays', async () => {
    const page = await console.open()
    await signInWithKey(page)
    await page.getByRole('row').first().waitFor()
    unauthorized()
    await endSessions()
    await page.getByRole('searchbox').fill('Cambio text')
    const dialog = page.getByRole('dialog', { name: 'Your session has ended' })
    await dialog.waitFor({ timeout: 10_000 })
    await page.keyboard.press('Escape')
    expect(await dialog.isVisible()).toBe(true)
    await signInWithKey(page)
    await dialog.waitFor({ state: 'detached' })
    expect(await page.getByRole('searchbox').inputValue()).toBe('Cambio text')
  })

  it('a change that was refused because the session had ended is made once after the sign-in', async () => {
    const page = await console.open(`/console/tickets/${ticketId}`)
    await keepStreamSilent(page)
    await signInWithKey(page)
    await page.getByLabel('Priority').waitFor()
    await endSessionsUnnoticed()
    await page.getByLabel('Priority').selectOption('HIGH')
    await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor()
    await signInWithKey(page)
    await page.locator('article header').getByText('High').waitFor()
    const ticket = service.db.selectFrom('support_tickets').select(['priority', 'desk_version'])
    expect(await ticket.where('ticket_id', '=', ticketId).execute()).toEqual([{ priority: 'HIGH', desk_version: 2 }])
  })

  it('in a window of its own, which closes, the page goes on', async () => {
    const page = await console.open()
    await keepStreamSilent(page)
    await page.getByRole('link', { name: 'Sign in with your account' }).click()
    await signInAtIssuer(page, 'ana')
    await page.getByRole('row').first().waitFor()
    await endSessionsUnnoticed()
    await page.getByRole('searchbox').fill('Cambio')
    const popup = page.waitForEvent('popup')
    await page.getByRole('dialog').getByRole('link', { name: 'Sign in with your account' }).click()
    await (await popup).waitForEvent('close') // the identity provider still knows the user
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await page.getByRole('searchbox').inputValue()).toBe('Cambio')
  })

  it('somebody else who signs in does not get the page', async () => {
    const page = await console.open()
    await signInWithKey(page)
    await page.getByRole('row').first().waitFor()
    const other = await page.context().newPage()
    await other.goto(handOverPage())
    await other.getByRole('button', { name: 'Support' }).click()
    await other.getByRole('row').first().waitFor()
    await page.getByText('You are now signed in as ana-1').waitFor()
    await page.getByRole('button', { name: 'Reload the page' }).click()
    await page.getByRole('row').first().waitFor()
    expect(await page.getByRole('dialog').count()).toBe(0)
  })

  it('signs out, in all tabs', async () => {
    const page = await console.open('/console/settings/me')
    await signInWithKey(page)
    const other = await page.context().newPage()
    await other.goto(`${service.url}/console`)
    await other.getByRole('row').first().waitFor()
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await page.getByRole('heading', { name: 'Kin Support' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/console/sign-in')
    expect(await sessionCookie(page.context())).toBeUndefined()
    unauthorized()
    await other.getByRole('dialog', { name: 'Your session has ended' }).waitFor()
  })
})
