import { createSupportClient, type SupportClient } from '@kinconecta/support-client'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { CHROMIUM, isWithoutChromium } from '../support/chromium.ts'
import { staffClient } from '../support/desk.ts'
import { insertNamedAgents, useDeskConsole } from '../support/desk-console.ts'
import { aTicket } from '../support/harness.ts'
import { png, pdf } from '../support/sample-files.ts'
import { tokenOf } from '../support/tokens.ts'

const UNDO_SECONDS = 10

describe.skipIf(isWithoutChromium)(`the page of a ticket (skipped without ${CHROMIUM})`, () => {
  const console = useDeskConsole()
  const { service, expectedErrors } = console
  let bea: SupportClient
  let requester: SupportClient
  beforeAll(async () => {
    service.clock.now = new Date().toISOString() // the page counts down with the clock of the browser
    await insertNamedAgents(console, 'Ana', 'Bea')
    bea = await staffClient(service, 'bea')
    requester = createSupportClient({ url: service.url, token: await tokenOf('42', 'TOURIST') })
  })

  const create = async () => (await requester.tickets.create({ ...aTicket, fullName: 'María González' })).ticketId
  const open = async (id: number) => {
    const page = await console.openAs('ana', `/console/tickets/${id}`)
    page.setDefaultTimeout(10_000)
    await page.getByRole('button', { name: 'Reply to María' }).waitFor()
    return page
  }
  const field = (page: Page) => page.getByRole('textbox', { name: /Reply to María|Note/ })
  const messagesOf = async (id: number) => (await requester.messages.list({ id })).items.map(({ body }) => body)
  const draftsOf = (id: number) =>
    service.db.selectFrom('drafts').select(['kind', 'body']).where('ticket_id', '=', id).execute()
  const sendDue = async () => {
    service.clock.now = new Date(Date.parse(service.clock.now) + (UNDO_SECONDS + 1) * 1000).toISOString()
    await service.dueWork.run()
  }

  it('a reply: saved while one writes, sent by Ctrl+Enter, taken back by u, sent once; all by keyboard', async () => {
    const id = await create()
    const page = await open(id)
    await page.keyboard.press('r')
    await page.keyboard.type('Hola María, **listo**.')
    await page.getByText('Draft saved').waitFor()
    expect(await draftsOf(id)).toEqual([{ kind: 'reply', body: 'Hola María, **listo**.' }])
    await page.keyboard.press('Control+Enter')
    await page.getByText(/Will be sent in \d+ s/).waitFor()
    expect(await messagesOf(id)).toEqual([aTicket.message])
    await page.keyboard.press('u')
    await expect.poll(() => field(page).inputValue()).toBe('Hola María, **listo**.')
    expect(await page.getByText('Will be sent').count()).toBe(0)
    await page.keyboard.press('Control+End')
    await page.keyboard.type(' Gracias.')
    await page.keyboard.press('Control+Enter')
    await page.getByText(/Will be sent in \d+ s/).waitFor()
    await sendDue()
    await page.getByText('Will be sent').waitFor({ state: 'detached', timeout: 10_000 })
    expect(await messagesOf(id)).toEqual([aTicket.message, 'Hola María, **listo**. Gracias.'])
    expect(await page.locator('[data-kind=reply] strong').textContent()).toBe('listo')
    expect(await draftsOf(id)).toEqual([])
    expect(await field(page).count()).toBe(0) // the next one is chosen anew
  })

  it('a note looks different and says so, and no text becomes an element of the page', async () => {
    const id = await create()
    const page = await open(id)
    await page.keyboard.press('o')
    expect(await page.getByText('Note. Only the team sees it.').isVisible()).toBe(true)
    const note = 'Look: <img src=x onerror=alert(1)> [a](javascript:alert(1)) ![b](https://example.com/b.png)'
    await page.keyboard.type(note)
    await page.getByRole('button', { name: 'Add note' }).last().click()
    const shown = page.locator('[data-kind=note]')
    await shown.getByText('Note, only for the team').waitFor()
    await shown.getByRole('link', { name: 'b' }).waitFor()
    expect(await shown.locator('img, a[href^=javascript]').count()).toBe(0)
    expect(await messagesOf(id)).toEqual([aTicket.message])
    expect((await bea.desk.messages.list({ id })).items.at(-1)).toMatchObject({ kind: 'note', body: note })
  })

  it('two agents: each sees the messages of the other, and that the other writes', async () => {
    const id = await create()
    const page = await open(id)
    await bea.desk.presence.beat({ ticketId: id, state: 'typing' })
    await page.getByText('Bea is typing…').waitFor({ timeout: 10_000 })
    await bea.desk.messages.create({ id, kind: 'note', body: 'I look at it.' })
    await page.getByText('I look at it.').waitFor({ timeout: 10_000 })
    await page.keyboard.press('r')
    await page.keyboard.type('Un momento')
    await expect
      .poll(async () => (await bea.desk.presence.list({ ticketIds: [id] })).tickets[0]?.agents)
      .toContainEqual({ agentId: 'ana', state: 'typing' })
    await page.getByText('Draft saved').waitFor()
  })

  it('412: changes of other fields are no conflict; for the same field, it shows who changed what, and merges', async () => {
    const id = await create()
    const page = await open(id)
    await page.route('**/api/events/stream*', () => {}) // changes do not arrive
    expectedErrors.push(/status of 412/)
    await page.reload()
    await page.getByLabel('Priority').waitFor()
    await bea.desk.tickets.update({ id, tags: ['refund'] })
    await page.getByLabel('Priority').selectOption('URGENT')
    await expect.poll(async () => (await bea.desk.tickets.get({ id })).priority).toBe('URGENT')
    await page.getByText('refund').waitFor()
    await bea.desk.tickets.update({ id, tags: ['refund', 'vip'] })
    await page.getByRole('combobox', { name: 'Tags' }).fill('card')
    await page.keyboard.press('Enter')
    const conflict = page.getByRole('alert').filter({ hasText: 'Somebody else changed this ticket' })
    await conflict.getByText('by Bea').waitFor()
    expect(await conflict.textContent()).toContain('refund, vip')
    await conflict.getByRole('button', { name: 'Merge both changes' }).click()
    await expect.poll(async () => (await bea.desk.tickets.get({ id })).tags).toEqual(['refund', 'vip', 'card'])
    expect(await conflict.count()).toBe(0)
  })

  it('401 in the middle of a reply: it is sent once after the sign-in, and what was typed stays', async () => {
    const id = await create()
    const page = await open(id)
    await page.route('**/api/events/stream*', () => {}) // the end of the stream would tell
    await page.reload()
    await page.getByRole('button', { name: 'Reply to María' }).click()
    await field(page).fill('Before and after')
    await page.getByText('Draft saved').waitFor()
    expectedErrors.push(/status of 401/)
    await service.db.deleteFrom('sessions').execute()
    await new Promise((resolve) => setTimeout(resolve, 2_500)) // the server keeps a session for 2 s
    await page.keyboard.press('Control+Enter')
    await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor()
    await console.signIn(page, 'ana')
    await page.evaluate("dispatchEvent(new Event('focus'))")
    await page.getByText(/Will be sent in/).waitFor({ timeout: 15_000 })
    await sendDue()
    await expect.poll(() => messagesOf(id), { timeout: 10_000 }).toEqual([aTicket.message, 'Before and after'])
  })

  it('offline and back, with an answer that is lost: the page says so, and the reply is sent once', async () => {
    const id = await create()
    const page = await open(id)
    await page.keyboard.press('r')
    await field(page).fill('Once')
    await page.getByText('Draft saved').waitFor()
    expectedErrors.push(/ERR_INTERNET_DISCONNECTED|ERR_FAILED/)
    await page.context().setOffline(true)
    await page.keyboard.press('Control+Enter')
    await page.getByText('No connection yet. It will be sent once').waitFor()
    let lost = 0
    await page.route('**/trpc/desk.messages.create*', async (route) => {
      if (lost++ > 0) return route.continue()
      await route.fetch()
      await route.abort()
    })
    await page.context().setOffline(false)
    await page.getByText(/Will be sent in/).waitFor({ timeout: 20_000 })
    await sendDue()
    await expect.poll(() => messagesOf(id), { timeout: 10_000 }).toEqual([aTicket.message, 'Once'])
    expect(lost).toBeGreaterThan(1)
  })

  it('a draft that loads late overwrites nothing; two tabs have one draft', async () => {
    const id = await create()
    const ana = await staffClient(service, 'ana')
    await ana.desk.drafts.put({ id, kind: 'reply', body: 'From my phone' })
    const page = await open(id)
    await expect.poll(() => field(page).inputValue()).toBe('From my phone')
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    await page.route('**/trpc/**desk.drafts.list**', async (route) => {
      await held
      await route.continue()
    })
    await page.reload()
    await page.getByRole('button', { name: 'Reply to María' }).click()
    await field(page).fill('Typed at once')
    release()
    await page.getByText('You wrote another text for this elsewhere').waitFor()
    expect(await field(page).inputValue()).toBe('Typed at once')
    await page.getByRole('button', { name: 'Keep both' }).click()
    await expect.poll(() => field(page).inputValue()).toBe('Typed at once\n\nFrom my phone')
    const other = await page.context().newPage()
    await other.goto(page.url())
    await expect.poll(() => field(other).inputValue()).toBe('Typed at once\n\nFrom my phone')
    await field(other).fill('In the other tab')
    await expect.poll(() => field(page).inputValue()).toBe('In the other tab')
  })

  it('files: by the picker, by paste and by drop, with progress and cancel; the viewer has arrows and Escape', async () => {
    const id = await create()
    const page = await open(id)
    await page.keyboard.press('r')
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    await page.route('**/api/desk/attachments/upload', async (route) => {
      await held
      await route.continue().catch(() => {}) // cancelled
    })
    const file = ({ name, type, bytes }: typeof png, as = name) => ({ name: as, mimeType: type, buffer: bytes })
    await page
      .locator('input[type=file]')
      .setInputFiles([file(png, 'one.png'), file(pdf, 'two.pdf'), file(png, 'three.png')])
    await page.getByRole('progressbar', { name: 'Uploading one.png' }).waitFor()
    expect(await page.getByRole('button', { name: 'Send to María' }).isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Remove three.png' }).click()
    release()
    await page.getByRole('progressbar').first().waitFor({ state: 'detached' })
    for (const type of ['paste', 'drop']) await give(page, type, `${type}.txt`)
    await page.getByText('drop.txt').waitFor()
    await page.getByText('paste.txt').waitFor()
    await page.getByRole('progressbar').first().waitFor({ state: 'detached' })
    await field(page).fill('With files')
    await page.keyboard.press('Control+Enter')
    await page.getByText(/Will be sent in/).waitFor()
    expect(await page.getByRole('list', { name: 'Files' }).getByRole('listitem').count()).toBe(4)
    await page.getByRole('button', { name: 'one.png' }).click()
    const viewer = page.getByRole('dialog', { name: 'one.png' })
    await viewer.getByRole('img', { name: 'one.png' }).waitFor()
    await page.keyboard.press('ArrowRight')
    await page.getByRole('dialog', { name: 'two.pdf' }).locator('iframe[title="two.pdf"]').waitFor()
    await page.getByRole('button', { name: 'Previous file' }).click()
    await viewer.waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  it('takes, resolves, reopens and snoozes the ticket, and tells it in the timeline', async () => {
    const id = await create()
    const page = await open(id)
    const ticket = () => bea.desk.tickets.get({ id })
    await page.keyboard.press('i')
    await page.getByRole('button', { name: 'Give back' }).waitFor()
    await page.keyboard.press('e')
    await page.getByRole('button', { name: 'Workaround' }).click()
    await page.getByRole('button', { name: 'Reopen' }).click()
    await page.getByRole('button', { name: 'Snooze' }).click()
    await page.getByRole('button', { name: 'Until the requester replies' }).click()
    await page.getByText('Snoozed until the requester replies').waitFor()
    expect(await ticket()).toMatchObject({ status: 'OPEN', assigneeId: 'ana', isSnoozed: true })
    const other = await create()
    await page.getByRole('button', { name: 'Close as duplicate' }).click()
    await page.getByLabel('Number of the other ticket').fill(`#${other}`)
    await page
      .getByRole('status')
      .filter({ hasText: `#${other}` })
      .waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('Timeline').click()
    await page.getByText('changed Status: Open → Closed').waitFor()
    await page.getByText('changed Assignee: Nobody → Ana').waitFor()
    expect(await ticket()).toMatchObject({ status: 'CLOSED', duplicateOf: other })
  })
})

/** Drops or pastes a text file. */
async function give(page: Page, type: string, name: string): Promise<void> {
  await page.evaluate(`(() => {
    const data = new DataTransfer()
    data.items.add(new File(['text'], '${name}', { type: 'text/plain' }))
    const options = { bubbles: true, cancelable: true, dataTransfer: data, clipboardData: data }
    const { constructor } = '${type}' === 'drop' ? { constructor: DragEvent } : { constructor: ClipboardEvent }
    document.querySelector('textarea').dispatchEvent(new constructor('${type}', options))
  })()`)
}
