import { createSupportClient, type SupportClient } from '@kinconecta/support-client'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { CHROMIUM, isWithoutChromium } from '../support/chromium.ts'
import { staffClient } from '../support/desk.ts'
import { insertNamedAgents, useDeskConsole } from '../support/desk-console.ts'
import { aTicket } from '../support/harness.ts'
import { tokenOf } from '../support/tokens.ts'

const MINUTE_MS = 60_000

describe.skipIf(isWithoutChromium)(`tickets that belong together, on the page (skipped without ${CHROMIUM})`, () => {
  const console = useDeskConsole()
  const { service, expectedErrors } = console
  let ana: SupportClient
  let bea: SupportClient
  let requester: SupportClient
  let other: SupportClient
  beforeAll(async () => {
    service.clock.now = new Date().toISOString() // the page compares with the clock of the browser
    await insertNamedAgents(console, 'Ana', 'Bea')
    ana = await staffClient(service, 'ana')
    bea = await staffClient(service, 'bea')
    requester = createSupportClient({ url: service.url, token: await tokenOf('42', 'TOURIST') })
    other = createSupportClient({ url: service.url, token: await tokenOf('43', 'TOURIST') })
  })

  const create = async (subject: string, client = requester) =>
    (await client.tickets.create({ ...aTicket, fullName: 'María González', subject })).ticketId
  const open = async (id: number) => {
    const page = await console.openAs('ana', `/console/tickets/${id}`)
    await page.getByRole('button', { name: 'Reply to María' }).waitFor()
    await page.getByRole('list').getByText(aTicket.message).waitFor()
    return page
  }
  const dialogOf = (page: Page) => page.getByRole('dialog')
  const finder = (page: Page) => dialogOf(page).getByRole('combobox', { name: /Number of the other ticket/ })
  /** Finds a ticket by what is typed, and chooses it with the keyboard. */
  const find = async (page: Page, words: string, subject: string) => {
    await finder(page).fill(words)
    await dialogOf(page).getByRole('option', { name: subject, selected: true }).waitFor()
    await dialogOf(page)
      .getByText(/^\d+ tickets?$/)
      .waitFor()
    await page.keyboard.press('Enter')
  }

  it('a merge, by keyboard: found, previewed without a trace, made, told to both, and undone', async () => {
    const target = await create('The whole trip')
    const source = await create('The same trip again')
    await create('Somebody else on a trip', other)
    await requester.messages.create({ id: source, body: 'And one more thing' })
    await bea.desk.tickets.follow({ id: source })
    const page = await open(source)
    await page.keyboard.press('v')
    const options = dialogOf(page).getByRole('option')
    await options.filter({ hasText: 'The whole trip' }).waitFor()
    expect(await dialogOf(page).getByText('Somebody else on a trip').count()).toBe(0) // those of the requester first
    await finder(page).fill('trip')
    await options.filter({ hasText: 'Somebody else on a trip' }).waitFor()
    expect(await options.first().textContent()).toContain('The whole trip')
    await find(page, `#${target}`, 'The whole trip')
    const preview = dialogOf(page).getByRole('region', { name: 'What moves' })
    await preview.getByText('2 messages').waitFor()
    expect(await preview.getByRole('listitem').allTextContents()).toEqual(['2 messages', '0 files', '1 follower'])
    expect(await ana.desk.tickets.get({ id: source })).toMatchObject({ status: 'OPEN', mergedInto: null })

    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab') // past the text of the other ticket
    await page.keyboard.press('Tab')
    expect(await page.locator('*:focus').textContent()).toBe(`Merge #${source} into #${target}`)
    await page.keyboard.press('Enter')
    await page.getByText(`Ticket ${source} was merged into this one.`).waitFor()
    expect(new URL(page.url()).pathname).toBe(`/console/tickets/${target}`)
    await page.getByText('And one more thing').waitFor()
    expect(await ana.desk.tickets.get({ id: source })).toMatchObject({ status: 'CLOSED', mergedInto: target })

    await page.getByRole('button', { name: 'Undo the merge' }).click()
    await page.getByText('The merge was undone').waitFor()
    await page.getByText('And one more thing').waitFor({ state: 'detached' })
    expect(await ana.desk.tickets.get({ id: source })).toMatchObject({ status: 'OPEN', mergedInto: null })

    await page.getByRole('link', { name: `Go to ticket ${source}` }).click()
    await page.getByText('And one more thing').waitFor()
    await bea.desk.tickets.merge({ id: source, into: target }) // somebody else, meanwhile
    await page.getByText(`This ticket was merged into ticket ${target}.`).waitFor()
    await page.getByText('And one more thing').waitFor({ state: 'detached' })
    expect(await page.getByRole('button', { name: 'Merge', exact: true }).count()).toBe(0)
    await page.keyboard.press('o')
    await page.keyboard.type('Written on the merged one')
    await page.keyboard.press('Control+Enter')
    await page.getByText(`Your message is in ticket ${target}`).waitFor()
    expect((await bea.desk.messages.list({ id: target })).items.at(-1)?.body).toBe('Written on the merged one')
    await page.getByRole('button', { name: 'Undo the merge' }).click()
    await page.getByText('And one more thing').waitFor()
  })

  it('a merge that is not possible says what to do, and one of what has changed since is looked at again', async () => {
    const [source, target, third] = [await create('Refused'), await create('Other one'), await create('Third one')]
    const foreign = await create('Of another person', other)
    const page = await open(source)
    const merge = dialogOf(page).getByRole('button', { name: /^Merge #/ })
    const chooseAnother = () => dialogOf(page).getByRole('button', { name: 'Choose another ticket' }).click()
    await page.getByRole('button', { name: 'Merge', exact: true }).click()
    await find(page, `${foreign}`, 'Of another person')
    await dialogOf(page).getByRole('alert').getByText('different requesters').waitFor()
    expect(await merge.isDisabled()).toBe(true)
    await chooseAnother()

    await bea.desk.tickets.transition({ id: third, transition: { name: 'resolve', resolutionCode: 'SOLVED' } })
    await find(page, `${third}`, 'Third one')
    await dialogOf(page)
      .getByRole('button', { name: `Merge #${third} into #${source}` })
      .waitFor() // the open one gets it
    await dialogOf(page).getByRole('button', { name: 'The other way round' }).click()
    await dialogOf(page).getByRole('alert').getByText('Reopen it first').waitFor()
    await chooseAnother()

    await find(page, `${target}`, 'Other one')
    await dialogOf(page).getByText('1 message', { exact: true }).waitFor()
    await bea.desk.tickets.update({ id: target, priority: 'URGENT' })
    expectedErrors.push(/status of 412/, /status of 409/)
    await merge.click()
    await dialogOf(page).getByRole('alert').getByText('merge again').waitFor()
    const fourth = await create('Fourth one')
    await bea.desk.tickets.merge({ id: target, into: fourth })
    await merge.click()
    await dialogOf(page).getByText('Choose the ticket it was merged into').waitFor()
    await dialogOf(page)
      .getByRole('button', { name: `Take ticket ${fourth} instead` })
      .click()
    await dialogOf(page)
      .getByRole('button', { name: `Merge #${source} into #${fourth}`, disabled: false })
      .waitFor()
    expect(await ana.desk.tickets.get({ id: source })).toMatchObject({ mergedInto: null })
  })

  it('an undo that is not possible says what to do', async () => {
    const [id, target, last] = [await create('One'), await create('Two'), await create('Three')]
    await bea.desk.tickets.merge({ id, into: target })
    const page = await open(id)
    const undo = page.getByRole('button', { name: 'Undo the merge' })
    await undo.waitFor()
    await bea.desk.tickets.merge({ id: target, into: last })
    expectedErrors.push(/status of 409/)
    await undo.click()
    await page.getByRole('alert').getByText('Undo the later merge first').waitFor()
    await bea.desk.tickets.unmerge({ id: target })
    const early = new Date(Date.parse(service.clock.now) - 25 * 60 * MINUTE_MS).toISOString()
    await service.db.updateTable('support_tickets').set({ merged_at: early }).where('ticket_id', '=', id).execute()
    await undo.click()
    await page.getByRole('alert').getByText('Reopen the ticket instead').waitFor()
    await undo.waitFor({ state: 'detached' }) // the page has read it again
    expect(await ana.desk.tickets.get({ id })).toMatchObject({ status: 'CLOSED', mergedInto: target })
  })

  it('links: made by keyboard, seen from both sides and live, removed, and restored', async () => {
    const [id, blocked] = [await create('It blocks'), await create('It is blocked')]
    const page = await open(id)
    const links = page.getByRole('region', { name: 'Linked tickets' })
    await links.getByText('No linked tickets.').waitFor()
    await page.keyboard.press('h')
    await dialogOf(page).getByLabel('This ticket', { exact: true }).selectOption('Blocks')
    await find(page, 'blocked', 'It is blocked')
    await links.getByText('Blocks').waitFor()
    await bea.desk.tickets.transition({ id: blocked, transition: { name: 'start' } })
    await links.getByText('In progress').waitFor()
    await links.getByRole('button', { name: `Remove the link to ticket ${blocked}` }).click()
    await links.getByText('No linked tickets.').waitFor()
    expect((await ana.desk.links.list({ id })).links).toEqual([])
    await expect.poll(() => page.locator('*:focus').textContent()).toBe('Restore the link')
    await page.keyboard.press('Enter')
    await links.getByRole('link', { name: `#${blocked} It is blocked` }).click()
    await page.getByRole('region', { name: 'Linked tickets' }).getByText('Is blocked by').waitFor()
    expect((await ana.desk.links.list({ id: blocked })).links).toMatchObject([{ relation: 'blocked_by' }])
  })

  it('a split: from the menu of a message, with its own subject, linked both ways, and made once', async () => {
    const id = await create('Two questions')
    await requester.messages.create({ id, body: 'Also: where do we meet?' })
    const page = await open(id)
    await page.getByText('Also: where do we meet?').waitFor()
    const more = page.getByRole('button', { name: 'More for the message of María González' })
    expect(await more.count()).toBe(1) // not for the first one, which is a ticket already
    await more.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Split into a new ticket' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await dialogOf(page).waitFor()
    await page.keyboard.press('Escape')
    await expect
      .poll(() => page.locator('*:focus').getAttribute('aria-label'))
      .toBe('More for the message of María González')
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Split into a new ticket' }).click()
    const subject = dialogOf(page).getByRole('textbox', { name: 'Subject of the new ticket' })
    expect(await subject.inputValue()).toBe('Two questions')
    await subject.fill('The meeting point')
    // The first answer is lost, and so are those of the retries.
    expectedErrors.push(/ERR_FAILED/)
    let lost = 0
    await page.route('**/trpc/desk.tickets.split*', async (route) => {
      lost++
      await route.fetch()
      await route.abort()
    })
    await page.keyboard.press('Enter')
    await dialogOf(page).getByRole('alert').waitFor({ timeout: 30_000 })
    await page.unroute('**/trpc/desk.tickets.split*')
    await dialogOf(page).getByRole('button', { name: 'Create the ticket' }).click()
    await page.getByText(`This ticket was made from a message of ticket ${id}.`).waitFor()
    await page.getByRole('heading', { name: 'The meeting point' }).waitFor()
    await page.getByRole('region', { name: 'Linked tickets' }).getByRole('link', { name: 'Two questions' }).waitFor()
    expect(lost).toBeGreaterThan(0)
    expect((await ana.desk.links.list({ id })).links).toMatchObject([{ otherSubject: 'The meeting point' }])
  })

  it('an edit of the last message: by key, with earlier texts; after 15 minutes the text becomes a new message', async () => {
    const id = await create('Edited')
    await ana.desk.messages.create({ id, kind: 'reply', body: 'We meet at ten.' })
    await bea.desk.messages.create({ id, kind: 'note', body: 'Not by Ana' })
    const page = await open(id)
    await page.getByText('We meet at ten.').waitFor()
    expect(await page.getByRole('button', { name: /^More for/ }).count()).toBe(1)
    await page.keyboard.press('c')
    const field = dialogOf(page).getByRole('textbox', { name: 'Text' })
    await field.fill('We meet at eleven.')
    await page.keyboard.press('Escape')
    await dialogOf(page).waitFor({ state: 'detached' })
    await page.reload()
    await page.getByRole('button', { name: 'Edit not saved' }).click()
    await dialogOf(page).getByText('What you typed before is still here.').waitFor()
    expect(await field.inputValue()).toBe('We meet at eleven.')
    await page.keyboard.press('Control+Enter')
    await page.getByRole('list').getByText('We meet at eleven.').waitFor()
    await page.getByRole('button', { name: 'edited' }).click()
    await dialogOf(page).getByText('We meet at ten.').waitFor()
    await page.keyboard.press('Escape')
    await dialogOf(page).waitFor({ state: 'detached' })

    await page.keyboard.press('c')
    await field.fill('We meet at noon.')
    const [, sent] = (await ana.desk.messages.list({ id })).items
    await ana.desk.messages.update({ id, messageId: sent!.messageId, body: 'We meet at one.' }) // on another device
    await dialogOf(page).getByRole('alert').getByText('We meet at one.').waitFor()
    service.clock.now = new Date(Date.parse(service.clock.now) + 16 * MINUTE_MS).toISOString()
    expectedErrors.push(/status of 403/)
    await dialogOf(page).getByRole('button', { name: 'Save' }).click()
    await dialogOf(page).getByText('A message can be edited for 15 minutes').waitFor()
    expect(await field.inputValue()).toBe('We meet at noon.')
    await dialogOf(page).getByRole('button', { name: 'Write it as a new message' }).click()
    const reply = page.getByRole('textbox', { name: /Reply to María/ })
    await expect.poll(() => reply.inputValue()).toBe('We meet at noon.')
    expect((await requester.messages.list({ id })).items.map(({ body }) => body)).toEqual([
      aTicket.message,
      'We meet at one.',
    ])
  })
})
