import { createSupportClient } from '@kinconecta/support-client'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { CHROMIUM, isWithoutChromium } from '../support/chromium.ts'
import { insertNamedAgents, useDeskConsole } from '../support/desk-console.ts'
import { aTicket } from '../support/harness.ts'
import { tokenOf } from '../support/tokens.ts'

// A headless browser has no desktop, and all its pages count as visible.
const DESKTOP = `
  globalThis.shown = []
  globalThis.Notification = class extends EventTarget {
    static permission = 'default'
    static async requestPermission() { return (this.permission = localStorage.getItem('answer') ?? 'granted') }
    constructor(title, { body }) { super(); shown.push(title + ': ' + body); globalThis.last = this }
    close() {}
  }
  let isHidden = false
  Object.defineProperty(document, 'visibilityState', { get: () => (isHidden ? 'hidden' : 'visible') })
  globalThis.events = 0
  new BroadcastChannel('kin-events').onmessage = ({ data }) => { if (data.kind === 'event') globalThis.events++ }
  globalThis.hide = () => { isHidden = true; document.dispatchEvent(new Event('visibilitychange')) }`

describe.skipIf(isWithoutChromium)(`notifications on the desktop (skipped without ${CHROMIUM})`, () => {
  const console = useDeskConsole()
  const { service } = console
  beforeAll(async () => {
    await insertNamedAgents(console, 'Ana', 'Luis')
  })
  const clientOf = async (id: string, role: string) =>
    createSupportClient({ url: service.url, token: await tokenOf(id, role) })
  const open = async () => {
    const page = await console.openAs('ana', '/healthz')
    await page.addInitScript({ content: DESKTOP })
    await page.goto(`${service.url}/console/settings/me`)
    return page
  }
  const shown = (page: Page) => page.evaluate<string[]>('shown')
  const wanted = (page: Page) => page.getByLabel('Notify me on the desktop')

  it('tell of own tickets while no tab is visible, once, and lead to the ticket', async () => {
    const [requester, ana] = [await clientOf('42', 'TOURIST'), await clientOf('ana', 'AGENT')]
    const [own, another] = [await requester.tickets.create(aTicket), await requester.tickets.create(aTicket)]
    const page = await open()
    await wanted(page).check()
    const other = await page.context().newPage()
    await other.addInitScript({ content: `${DESKTOP}; Notification.permission = 'granted'` })
    await other.goto(`${service.url}/console`)
    await other.getByRole('row').first().waitFor()
    await ana.desk.tickets.take({ id: own.ticketId }) // both tabs are visible
    await other.getByText('Ana').first().waitFor()
    await page.evaluate('hide()')
    // One of the tabs reads the stream, and tells the other one.
    const seen = async () => (await page.evaluate<number>('events')) + (await other.evaluate<number>('events'))
    const before = await seen()
    await requester.messages.create({ id: own.ticketId, body: 'Uno' }) // the other tab still is
    await expect.poll(seen).toBeGreaterThan(before)
    await sleep(200)
    await other.evaluate('hide()')
    await requester.messages.create({ id: another.ticketId, body: 'Dos' }) // not a ticket of Ana
    await requester.messages.create({ id: own.ticketId, body: 'Tres' })
    const expected = [`A requester replied: #${own.ticketId} ${aTicket.subject}`]
    await expect.poll(async () => [...(await shown(page)), ...(await shown(other))]).toEqual(expected)
    const [told] = (await shown(page)).length === 1 ? [page] : [other]
    await told.evaluate('last.dispatchEvent(new Event("click"))')
    await told.getByRole('heading', { level: 1, name: aTicket.subject }).waitFor()
    expect(told.url()).toContain(`/tickets/${own.ticketId}`)
  })

  it('stay off, with a reason, if the browser does not allow them', async () => {
    const page = await open()
    await page.evaluate('localStorage.setItem("answer", "denied")')
    await wanted(page).click()
    await page.getByRole('alert').getByText('The browser does not allow notifications').waitFor()
    expect(await wanted(page).isChecked()).toBe(false)
    await page.reload()
    expect(await wanted(page).isChecked()).toBe(false)
  })
})
