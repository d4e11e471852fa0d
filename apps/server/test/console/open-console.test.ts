import { beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { CHROMIUM, isWithoutChromium } from '../support/chromium.ts'
import { useConsole } from '../support/console.ts'
import { aTicket } from '../support/harness.ts'

describe.skipIf(isWithoutChromium)(`the console of an open service (skipped without ${CHROMIUM})`, () => {
  const console = useConsole()
  const { service } = console
  const create = (fields: object) => service.client.tickets.create({ ...aTicket, ...fields })
  const rows = (page: Page) => page.getByRole('row')
  const focusedRow = (page: Page) => page.locator('*:focus').textContent()

  beforeAll(async () => {
    for (let count = 1; count <= 150; count++) await create({ subject: `Ticket number ${count}` })
  })

  it('opens at / with the tickets, the newest change first, and says that the server is open', async () => {
    const page = await console.open('/')
    expect(new URL(page.url()).pathname).toBe('/console')
    await rows(page).first().waitFor()
    expect(await rows(page).first().textContent()).toContain('#150')
    expect(await page.getByText('This server is open').isVisible()).toBe(true)
    expect(await page.title()).toBe('Tickets · Kin Support')
  })

  it('has only the rows in sight in the page, and reads more while one scrolls', async () => {
    const page = await console.open()
    await rows(page).first().waitFor()
    expect(await rows(page).count()).toBeLessThan(50)
    await page.getByText('100+ tickets').waitFor()
    await page.getByRole('grid').evaluate((grid) => grid.scrollTo({ top: 1e6 }))
    await page.getByText('150 tickets').waitFor()
    await page.getByRole('grid').evaluate((grid) => grid.scrollTo({ top: 1e6 }))
    await page.getByRole('link', { name: '#1 Ticket number 1', exact: true }).waitFor()
  })

  it('j, k, the arrows and Enter move through the list and open a ticket; back leads to the same row', async () => {
    const page = await console.open()
    await rows(page).first().waitFor()
    await page.keyboard.press('j')
    await expect.poll(() => focusedRow(page)).toContain('#150')
    for (const key of ['j', 'j', 'j', 'k', 'ArrowDown', 'ArrowUp']) await page.keyboard.press(key)
    await expect.poll(() => focusedRow(page)).toContain('#148')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: '#148 Ticket number 148' }).waitFor()
    await page.goBack()
    await rows(page).first().waitFor()
    await page.keyboard.press('j')
    await expect.poll(() => focusedRow(page)).toContain('#148')
  })

  it('keeps filters, order and words in the address', async () => {
    await create({ subject: 'Reembolso pendiente', status: 'RESOLVED', category: 'PAGOS_FACTURACION' })
    const page = await console.open()
    await rows(page).first().waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('reembolso')
    await page.getByRole('link', { name: 'Reembolso pendiente' }).waitFor()
    await expect.poll(() => new URL(page.url()).search).toBe('?q=reembolso')
    await page.getByRole('button', { name: 'Status' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Resolved' }).click()
    await expect.poll(() => new URL(page.url()).search).toBe('?q=reembolso&status=RESOLVED')
    await page.keyboard.press('Escape')
    const other = await console.open('/console?q=reembolso&status=OPEN,IN_PROGRESS')
    await other.getByText('No ticket matches.').waitFor()
    await other.getByRole('button', { name: 'Clear filters' }).click()
    await rows(other).first().waitFor()
    expect(new URL(other.url()).search).toBe('')
  })

  it('announces new tickets, and moves no row until the user asks', async () => {
    const page = await console.open()
    await rows(page).nth(5).waitFor()
    const before = await rows(page).nth(5).textContent()
    await create({ subject: 'Neu 1' })
    await create({ subject: 'Neu 2' })
    await page.getByRole('button', { name: '2 new' }).waitFor({ timeout: 10_000 })
    expect(await rows(page).nth(5).textContent()).toBe(before)
    expect(await page.title()).toBe('(2) Tickets · Kin Support')
    await page.keyboard.press('n')
    await page.getByRole('link', { name: 'Neu 2' }).waitFor()
    await expect.poll(() => page.getByRole('button', { name: '2 new' }).count()).toBe(0)
  })

  it('shows changes in their rows', async () => {
    const page = await console.open('/console?status=OPEN&sort=-createdAt')
    await rows(page).nth(3).waitFor()
    const numberOf = async () => Number(/#(\d+)/.exec((await rows(page).nth(3).textContent())!)![1])
    const id = await numberOf()
    await service.client.tickets.updateWith(id, () => ({ status: 'CLOSED' }))
    await rows(page).nth(3).getByText('Closed').waitFor({ timeout: 10_000 })
    await page.getByRole('button', { name: 'Update the list' }).waitFor()
    await service.client.tickets.delete({ id })
    await rows(page).nth(3).getByText('Deleted').waitFor({ timeout: 10_000 })
    expect(await numberOf()).toBe(id)
  })

  it('all tabs share one stream of events, and another tab takes over', async () => {
    let streams = 0
    service.app.server.on('request', ({ url }, response) => {
      if (!url?.startsWith('/api/events/stream')) return
      streams++
      response.once('close', () => streams--)
    })
    const first = await console.open()
    await expect.poll(() => streams).toBe(1)
    const second = await first.context().newPage()
    await second.goto(`${service.url}/console`)
    const third = await first.context().newPage()
    await third.goto(`${service.url}/console`)
    for (const page of [first, second, third]) await rows(page).first().waitFor()
    await create({ subject: 'For all tabs' })
    for (const page of [first, second, third])
      await page.getByRole('button', { name: '1 new' }).waitFor({ timeout: 10_000 })
    expect(streams).toBe(1)
    await first.close()
    await expect.poll(() => streams, { timeout: 10_000 }).toBe(1)
    await create({ subject: 'After the first tab was closed' })
    for (const page of [second, third]) await page.getByRole('button', { name: '2 new' }).waitFor({ timeout: 10_000 })
  })

  it('says that there is no connection, and shows what was missed when it is back', async () => {
    const page = await console.open()
    await rows(page).first().waitFor()
    console.expectedErrors.push(/ERR_INTERNET_DISCONNECTED/)
    await page.context().setOffline(true)
    await page.getByText('No connection to the service').waitFor()
    await create({ subject: 'While there was no connection' })
    await page.context().setOffline(false)
    await page.getByText('No connection to the service').waitFor({ state: 'detached', timeout: 10_000 })
    await page.getByRole('button', { name: '1 new' }).waitFor({ timeout: 10_000 })
    expect(await rows(page).first().textContent()).not.toContain('While there was no connection')
  })

  it('leads back to the list with its filters', async () => {
    const page = await console.open('/console?status=OPEN&sort=createdAt')
    await rows(page).nth(2).getByRole('link').click()
    await page.getByRole('link', { name: 'Back to the list' }).click()
    await rows(page).first().waitFor()
    expect(new URL(page.url()).search).toBe('?status=OPEN&sort=createdAt')
  })
})
