import { createSupportClient } from '@kinconecta/support-client'
import { sql } from 'kysely'
import type { Route } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { CHROMIUM, isWithoutChromium } from '../support/chromium.ts'
import { insertNamedAgents, useDeskConsole } from '../support/desk-console.ts'
import { aTicket } from '../support/harness.ts'
import { tokenOf } from '../support/tokens.ts'

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
const ALWAYS = DAYS.map((day) => ({ day, from: '00:00', to: '24:00' }))

describe.skipIf(isWithoutChromium)(`the desk at volume, on the page (skipped without ${CHROMIUM})`, () => {
  const console = useDeskConsole()
  const { service } = console
  beforeAll(async () => {
    service.clock.now = new Date().toISOString() // the page compares with the clock of the browser
    await insertNamedAgents(console, 'Ana')
  })
  const clientOf = async (id: string, role: string) =>
    createSupportClient({ url: service.url, token: await tokenOf(id, role) })

  it('the clock of the service level: due, paused, overdue, and the rating; on the ticket and in the list', async () => {
    const boss = await clientOf('boss', 'ADMIN')
    const requester = await clientOf('42', 'TOURIST')
    const ana = await clientOf('ana', 'AGENT')
    const { calendarId } = await boss.desk.calendars.create({ name: 'Always', timeZone: 'UTC', hours: ALWAYS })
    const targets = { firstResponseMinutes: 150, nextResponseMinutes: null, resolutionMinutes: null }
    await boss.desk.policies.create({ name: 'All', calendarId, targets })
    const { ticketId: id } = await requester.tickets.create(aTicket)

    const list = await console.openAs('ana', '/console')
    await list.getByRole('row').getByRole('img', { name: 'First reply due in 2 hours' }).waitFor()
    // The list places its rows by this height.
    const rows = await list.locator('[data-ticket-id]').locator('xpath=ancestor::*[@role="row"]').all()
    expect(await Promise.all(rows.map(async (row) => (await row.boundingBox())?.height))).toEqual([48])
    await list.goto(`${service.url}/console/tickets/${id}`)
    await list.getByText('First reply due in 2 hours').waitFor()
    await ana.desk.tickets.update({ id, waitingOn: 'requester' })
    await list.getByText('First reply paused').waitFor()
    await ana.desk.tickets.update({ id, waitingOn: 'agent' })
    await list.getByText('First reply due in 2 hours').waitFor()

    await sql`update sla_targets set started_at = started_at - interval '4 hours', due_at = due_at - interval '4 hours'
      where ticket_id = ${id}`.execute(service.db)
    await list.reload()
    await list.getByText('First reply overdue: was due 1 hour ago').waitFor()

    await ana.desk.tickets.transition({ id, transition: { name: 'resolve', resolutionCode: 'SOLVED' } })
    await requester.satisfaction.rate({ id, score: 4 })
    await list.getByText('Rated 4 of 5').waitFor()
    expect(await list.getByText(/^First reply (due|overdue|paused)/).count()).toBe(0)
  })

  it('a macro, by keyboard: its text at the caret, not that of a note in a reply; or applied', async () => {
    const requester = await clientOf('42', 'TOURIST')
    const ana = await clientOf('ana', 'AGENT')
    const { ticketId: id } = await requester.tickets.create({ ...aTicket, fullName: 'María González' })
    await ana.desk.macros.create({ name: 'Hello', reply: { kind: 'reply', body: 'Hola {{requester.firstName}}' } })
    const note = { kind: 'note', body: 'Only us' } as const
    await ana.desk.macros.create({ name: 'Check', reply: note, changes: { priority: 'URGENT' } })
    const page = await console.openAs('ana', `/console/tickets/${id}`)
    await page.getByRole('button', { name: 'Reply to María' }).waitFor()
    await page.keyboard.press('r')
    await page.keyboard.type('<>')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Escape')
    await page.keyboard.press('m')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Macro', { exact: true }).selectOption('Hello')
    await dialog.getByText('Hola María').waitFor()
    await dialog.getByRole('button', { name: 'Insert the text' }).click()
    const field = page.getByRole('textbox', { name: /Reply to María/ })
    await expect.poll(() => field.inputValue()).toBe('<Hola María>')

    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Insert or apply a macro' }).click()
    await dialog.getByLabel('Macro', { exact: true }).selectOption('Check')
    await dialog.getByText('Only us').waitFor()
    await dialog.getByText('Priority').waitFor()
    expect(await dialog.getByRole('button', { name: 'Insert the text' }).isDisabled()).toBe(true)
    await dialog.getByRole('button', { name: 'Apply now' }).click()
    await page.locator('[data-kind=note]').getByText('Only us').waitFor()
    expect(await ana.desk.tickets.get({ id })).toMatchObject({ priority: 'URGENT' })
    expect(await field.inputValue()).toBe('<Hola María>')
  })

  it('a macro that is applied to what the preview showed, and can be undone', async () => {
    const requester = await clientOf('42', 'TOURIST')
    const ana = await clientOf('ana', 'AGENT')
    const { ticketId: id } = await requester.tickets.create({ ...aTicket, fullName: 'María González' })
    const reply = { kind: 'reply', body: 'We look into it' } as const
    await ana.desk.macros.create({ name: 'Soon', reply, changes: { priority: 'HIGH' } })
    const page = await console.openAs('ana', `/console/tickets/${id}`)
    await page.getByRole('button', { name: 'Reply to María' }).waitFor()
    await page.keyboard.press('r')
    await page.getByRole('button', { name: 'Insert or apply a macro' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Macro', { exact: true }).selectOption('Soon')
    await dialog.getByText('We look into it').waitFor()
    const changeFirst = async (route: Route) => {
      await ana.desk.tickets.update({ id, priority: 'URGENT' })
      await route.continue()
    }
    console.expectedErrors.push(/status of 412/)
    await page.route('**/*macros.apply*', changeFirst, { times: 1 })
    await dialog.getByRole('button', { name: 'Apply now' }).click()
    await dialog.getByRole('alert').waitFor()
    expect(await ana.desk.tickets.get({ id })).toMatchObject({ priority: 'URGENT' })

    await dialog.getByRole('button', { name: 'Apply now' }).click()
    await page.getByRole('timer').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => page.getByRole('textbox', { name: /Reply to María/ }).inputValue()).toBe(reply.body)
    expect((await requester.messages.list({ id })).items).toHaveLength(1)
  })
})
