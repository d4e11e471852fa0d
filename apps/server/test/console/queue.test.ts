import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startJobs } from '../../src/jobs/jobs.ts'
import { bulkJobOf } from '../support/bulk.ts'
import { CHROMIUM, isWithoutChromium } from '../support/chromium.ts'
import { signedIn, useConsole } from '../support/console.ts'
import { fillDesk, insertTickets } from '../support/desk-sample.ts'
import { clientOf, type Person } from '../support/people.ts'
import { handedOver, keysAndHandOver } from '../support/sessions.ts'
import { tokenOf } from '../support/tokens.ts'

describe.skipIf(isWithoutChromium)(`the queue of an agent (skipped without ${CHROMIUM})`, () => {
  const console = useConsole({ isClosed: true, signInWays: keysAndHandOver })
  const { service } = console
  const sessions = {} as Record<'ana' | 'luis', BrowserContextOptions>
  let luis: Person
  let ids: number[]
  let jobs: ReturnType<typeof startJobs> | undefined
  beforeAll(async () => {
    ;({ ticketIds: ids } = await fillDesk(service))
    sessions.ana = signedIn(await handedOver(service, 'ana', 'ADMIN'))
    sessions.luis = signedIn(await handedOver(service, 'luis', 'AGENT'))
    luis = clientOf(service, await tokenOf('luis', 'AGENT'))
    jobs = startJobs(service.db, [bulkJobOf(service)], { onFailure: () => {} })
  })
  afterAll(() => jobs?.stop())
  const open = (who: 'ana' | 'luis', path = '/console') => console.open(path, sessions[who])
  const rows = (page: Page) => page.getByRole('row')
  const searchOf = (page: Page) => new URL(page.url()).search
  const view = (page: Page, name: string) => page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name })

  it('has views with counts, which follow what happens, and keeps a view in the address', async () => {
    const page = await open('ana')
    await view(page, 'Refunds 3').waitFor()
    await view(page, 'Refunds').click()
    await expect.poll(() => rows(page).count()).toBe(3)
    expect(searchOf(page)).toMatch(/^\?view=\d+&tags=refund$/)
    expect(await view(page, 'Refunds').getAttribute('aria-current')).toBe('page')
    await luis.desk.tickets.update({ id: ids[0]!, tags: ['refund'] })
    await view(page, 'Refunds 4').waitFor({ timeout: 15_000 })
    await page.getByRole('button', { name: '1 new' }).click()
    await expect.poll(() => rows(page).count()).toBe(4)
    await view(page, 'Assigned to me').click()
    await expect.poll(() => rows(page).count()).toBe(2)
    await page.goBack()
    await expect.poll(() => rows(page).count()).toBe(4)
  })

  it('saves filters as a view, changes and deletes it; others see it if it is shared', async () => {
    const page = await open('ana', '/console?priority=URGENT,HIGH&sort=-priority')
    await page.getByRole('button', { name: 'Save as view' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Now <b>')
    await page.getByRole('checkbox', { name: 'All staff' }).check()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await view(page, 'Now <b> 6').waitFor()
    expect(searchOf(page)).toMatch(/^\?view=\d+&priority=URGENT,HIGH&sort=-priority$/)
    await page.getByRole('button', { name: /^Status/ }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Open' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Edit view' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Now')
    expect(await page.getByRole('checkbox', { name: 'Replace its filters' }).isChecked()).toBe(true)
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await view(page, 'Now 3').waitFor()
    const other = await open('luis')
    await view(other, 'Now').click()
    await expect.poll(() => rows(other).count()).toBe(3)
    expect(await other.getByRole('button', { name: 'Edit view' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Edit view' }).click()
    await page.getByRole('button', { name: 'Delete' }).click()
    await view(page, 'Now').waitFor({ state: 'detached' })
    await expect.poll(() => searchOf(page)).toBe('?status=OPEN&priority=URGENT,HIGH&sort=-priority')
  })

  it('filters by people, tags and more, and shows filters that it has no control for', async () => {
    const page = await open('ana', '/console?email=guest%40example.com&ticketIdTo=12')
    await page.getByText('No ticket matches.').waitFor()
    await page.getByRole('button', { name: 'E-mail: guest@example.com' }).click()
    await page.getByRole('button', { name: /^Assignee/ }).click()
    await page.getByRole('menuitemradio', { name: 'Luis Ferreira' }).click()
    await page.getByRole('button', { name: /^Tags/ }).click()
    await page.getByRole('menuitemcheckbox', { name: 'language' }).click()
    await page.keyboard.press('Escape')
    await expect.poll(() => searchOf(page)).toBe('?assigneeId=luis&tags=language&ticketIdTo=12')
    await expect.poll(() => rows(page).count()).toBe(1)
    await page.getByRole('button', { name: /^More/ }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Unread' }).click()
    await expect.poll(() => searchOf(page)).toContain('isUnread=true')
  })

  it('shows who reads and writes on a ticket, in all tabs', async () => {
    const page = await open('ana')
    const second = await page.context().newPage()
    await second.goto(`${service.url}/console`)
    for (const tab of [page, second]) await rows(tab).first().waitFor()
    await luis.desk.presence.beat({ ticketId: ids.at(-1)!, state: 'viewing' })
    for (const tab of [page, second])
      await rows(tab).first().getByLabel('Reading now: Luis Ferreira').waitFor({ timeout: 10_000 })
    await luis.desk.presence.beat({ ticketId: ids.at(-1)!, state: 'typing' })
    await rows(page).first().getByLabel('Writing now: Luis Ferreira').waitFor({ timeout: 10_000 })
    const third = await page.context().newPage()
    await third.goto(`${service.url}/console`)
    await rows(third).first().getByLabel('Writing now: Luis Ferreira').waitFor({ timeout: 10_000 })
    await luis.desk.presence.beat({ ticketId: ids.at(-1)!, state: 'gone' })
    for (const tab of [page, third]) await expect.poll(() => tab.getByLabel('Writing now').count()).toBe(0)
  })

  it('marks a row that no longer matches, and moves nothing until the user asks', async () => {
    const page = await open('ana', '/console?status=OPEN&sort=createdAt')
    await rows(page).nth(2).waitFor()
    const count = await rows(page).count()
    const id = Number(/#(\d+)/.exec((await rows(page).nth(2).textContent())!)![1])
    await luis.desk.tickets.transition({ id, transition: { name: 'start' } })
    await rows(page).nth(2).getByText('In progress').waitFor({ timeout: 10_000 })
    expect(await rows(page).count()).toBe(count)
    await page.getByRole('button', { name: 'Update the list' }).click()
    await expect.poll(() => rows(page).count()).toBe(count - 1)
    await luis.desk.tickets.transition({ id, transition: { name: 'stop' } })
  })

  it('selects rows with the pointer, with Shift and by keys, and changes them together', async () => {
    const page = await open('ana', '/console?sort=createdAt')
    await rows(page).nth(5).waitFor()
    await rows(page).nth(1).getByRole('checkbox').click()
    await rows(page)
      .nth(3)
      .getByRole('checkbox')
      .click({ modifiers: ['Shift'] })
    await page.getByText('3 selected').waitFor()
    for (const key of ['j', 'j', 'x', 'k', 'k', ' ']) await page.keyboard.press(key)
    await page.getByText('3 selected').waitFor() // one more, one less
    await page.keyboard.press('Escape')
    expect(await page.getByText('selected').count()).toBe(0)
    await page.keyboard.press('*')
    await page.getByText('15 selected').waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type('priority of the selected')
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'High' }).click()
    await page.getByText('15 tickets changed.').waitFor()
    expect((await luis.desk.tickets.list({ priority: ['HIGH'] })).items).toHaveLength(15)
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('11 tickets restored.').waitFor()
    expect((await luis.desk.tickets.list({ priority: ['HIGH'] })).items).toHaveLength(4)
  })

  it('changes everything that matches, also what is not in the list yet', async () => {
    await insertTickets(service.db, 150)
    const page = await open('ana', '/console?category=OTRO')
    await page.getByText('100+ tickets').waitFor()
    await page.getByRole('checkbox', { name: 'Select all tickets of the list' }).click()
    await page.getByRole('button', { name: 'Select all that match' }).click()
    await page.getByRole('button', { name: 'Assign', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Luis Ferreira' }).click()
    await page.getByText('151 tickets changed.').waitFor()
    const { total } = await luis.desk.tickets.list({ assigneeId: 'me', category: ['OTRO'], limit: 1, count: true })
    expect(total).toBe(151)
  })
})
