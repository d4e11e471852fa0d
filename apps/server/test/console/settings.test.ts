// What admins and agents set up: calendars, service levels and macros, and what is then seen in the queue and in reports.
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { apiKeys } from '../../src/platform/identity/api-keys.ts'
import { CHROMIUM, isWithoutChromium } from '../support/chromium.ts'
import { useConsole } from '../support/console.ts'
import { aTicket } from '../support/harness.ts'

describe.skipIf(isWithoutChromium)(`the settings (skipped without ${CHROMIUM})`, () => {
  const console = useConsole()
  const { service } = console
  beforeAll(() => {
    service.clock.now = new Date().toISOString() // the page compares with the clock of the browser
  })
  const save = async (page: Page) => {
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').first().waitFor()
  }

  it('a calendar and a service level, which new tickets then show', async () => {
    const page = await console.open('/console/settings/calendars')
    await page.getByRole('link', { name: 'New' }).click()
    await page.getByLabel('Name').fill('Bogotá')
    await page.getByLabel('Time zone').selectOption('America/Bogota')
    await page.getByLabel('Monday').fill('9 to 17')
    await page.getByText('Write the hours like 09:00-17:30').waitFor()
    await page.getByRole('button', { name: 'Save' }).click()
    expect((await service.client.desk.calendars.list()).items).toEqual([])
    for (const day of ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'])
      await page.getByLabel(day).fill(day === 'Monday' ? '0:00-12:00, 12:00 – 24:00' : '00:00-24:00')
    await page.getByLabel('Holidays').fill('2090-12-25, 2090-01-01')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'Bogotá' }).waitFor()
    const { items } = await service.client.desk.calendars.list()
    expect(items).toMatchObject([{ timeZone: 'America/Bogota', holidays: ['2090-01-01', '2090-12-25'] }])
    expect(items[0]!.hours.filter(({ day }) => day === 'monday')).toEqual([
      { day: 'monday', from: '00:00', to: '12:00' },
      { day: 'monday', from: '12:00', to: '24:00' },
    ])

    await page.getByRole('link', { name: 'Service levels' }).click()
    await page.getByRole('link', { name: 'New' }).click()
    await page.getByLabel('Name').fill('Urgent')
    await page.getByLabel('Calendar').selectOption({ label: 'Bogotá' })
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Set at least one time.').waitFor()
    console.expectedErrors.push(/status of 400/)
    await page.getByLabel('First reply, in minutes').fill('150')
    await page.getByText('2 h 30 min').waitFor()
    await page.getByRole('group', { name: 'Priority' }).getByLabel('Urgent').check()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'Urgent' }).waitFor()
    await page.getByLabel('Warn after').fill('80')
    await save(page)
    expect((await service.client.desk.policies.list()).items).toMatchObject([
      { priorities: ['URGENT'], categories: null, rank: 100, warnPercent: 80, targets: { firstResponseMinutes: 150 } },
    ])

    const [late, soon] = [await service.client.tickets.create(aTicket), await service.client.tickets.create(aTicket)]
    await service.client.desk.tickets.update({ id: soon.ticketId, priority: 'URGENT' })
    await page.goto(`${service.url}/console`)
    await page.getByLabel('Order').selectOption('Due first')
    await expect.poll(() => page.url()).toContain('sort=dueAt')
    const order = async () => page.locator('[data-ticket-id]').evaluateAll((all) => all.map((one) => one.textContent))
    await expect
      .poll(order)
      .toMatchObject([expect.stringContaining(`#${soon.ticketId}`), expect.stringContaining(`#${late.ticketId}`)])
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Overdue', exact: true }).click()
    await page.getByText('No ticket matches.').waitFor()
  })

  it('a macro with a value of the ticket and changes, which keeps what the form cannot show', async () => {
    const { desk } = service.client
    const page = await console.open('/console/settings/macros/new')
    await page.getByLabel('Name').fill('Refunded')
    await page.getByLabel('Text').fill('Hola , lo siento')
    await page.getByLabel('Text').press('Home')
    for (let count = 0; count < 5; count++) await page.getByLabel('Text').press('ArrowRight')
    await page.getByRole('button', { name: 'First name' }).click()
    expect(await page.getByLabel('Text').inputValue()).toBe('Hola {{requester.firstName}}, lo siento')
    await page.getByLabel('Status').selectOption('Resolve')
    await page.getByLabel('Add tags').fill('refund, done')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'Refunded' }).waitFor()
    const [macro] = (await desk.macros.list()).items
    expect(macro).toMatchObject({
      isShared: false,
      reply: { kind: 'reply', body: 'Hola {{requester.firstName}}, lo siento' },
      changes: { transition: { name: 'resolve', resolutionCode: 'SOLVED' }, tags: { add: ['refund', 'done'] } },
    })
    const changes = { ...macro!.changes, snooze: { forMinutes: 60 }, transition: undefined }
    await desk.macros.update({ id: macro!.macroId, name: 'Refunded', reply: macro!.reply, changes })
    await page.reload()
    await page.getByLabel('Priority').selectOption('High')
    await page.getByLabel('Others may use it').check()
    await save(page)
    expect((await desk.macros.get({ id: macro!.macroId })).changes).toEqual({
      priority: 'HIGH',
      tags: { add: ['refund', 'done'] },
      snooze: { forMinutes: 60 },
    })
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByText('There is nothing here yet.').waitFor()
  })

  it('an API key, which is shown once, works, and is revoked', async () => {
    const page = await console.open('/console/settings/api-keys')
    await page.getByRole('link', { name: 'New' }).click()
    await page.getByLabel('Name').fill('Reporting')
    console.expectedErrors.push(/status of 400/)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Choose at least one.').waitFor()
    await page.getByLabel('tickets:read').check()
    await page.getByLabel('Expires on').fill('2090-01-01')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Copy it now').waitFor()
    const key = await page.locator('code').textContent()
    const [stored] = (await service.client.apiKeys.list()).items
    expect(stored).toMatchObject({ name: 'Reporting', scopes: ['tickets:read'], expiresAt: '2090-01-01T00:00:00' })
    expect(key).toMatch(/^kin_/)
    expect(await apiKeys(service.db)(key!)).toEqual({ kind: 'service', id: 'service:1', scopes: ['tickets:read'] })
    await page.reload()
    await page.getByRole('heading', { name: 'Reporting' }).waitFor()
    expect(await page.locator('code').count()).toBe(0)
    await page.getByRole('button', { name: 'Revoke' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await page.getByRole('link', { name: /Reporting.*Revoked/ }).waitFor()
    await expect(apiKeys(service.db)(key!)).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
  })

  it('reports: four charts, their numbers, by group, as a file', async () => {
    const { ticketId: id } = await service.client.tickets.create(aTicket)
    await service.client.desk.tickets.transition({ id, transition: { name: 'resolve', resolutionCode: 'SOLVED' } })
    const page = await console.open('/console/reports')
    for (const name of ['Tickets that came and went', 'How long requesters waited', 'Service levels', 'Satisfaction'])
      await page.getByRole('img', { name }).waitFor()
    await page.getByLabel('By').selectOption('Category')
    const volume = page.getByRole('region', { name: 'Tickets that came and went' })
    await volume.getByRole('row').filter({ hasText: 'GENERAL' }).first().waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      volume.getByRole('link', { name: 'Download as CSV' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^volume-.*\.csv$/)
  })
})
