import type { Page } from 'playwright-core'
import { insertMessageVersion } from '../../src/tickets/message-versions.repository.ts'
import { insertDeliveries } from '../../src/webhooks/webhook-deliveries.repository.ts'
import type { TestConsole } from './console.ts'
import { aTicket, type TestService } from './harness.ts'
import { aDelivery, insertQuietWebhook } from './webhook-rows.ts'

/** Opens the list of commands, whatever the language. */
const openPalette = async (page: Page) => {
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').waitFor()
}
const showTicket = (page: Page) => page.getByRole('complementary').getByRole('combobox').first().waitFor()

/** What a page looks like, and how one gets there. */
export interface State {
  name: string
  path: string
  prepare: (page: Page) => Promise<unknown>
}

/** The pages and popups of the console. */
export const STATES: readonly State[] = (
  [
    ['the queue', '/console', (page) => page.getByRole('row').first().waitFor()],
    ['an empty queue', '/console?q=nothing', (page) => page.locator('main p').waitFor()],
    [
      'an open filter',
      '/console',
      async (page) => {
        await page.getByRole('search').getByRole('button').first().click()
        await page.getByRole('menu').waitFor()
      },
    ],
    ['a ticket', '/console/tickets/1', showTicket],
    [
      'a reply with a preview, and the timeline',
      '/console/tickets/1',
      async (page) => {
        await showTicket(page)
        await page.locator('summary').click()
        await page.keyboard.press('r')
        await page.keyboard.type('**Hola**')
        await page.getByRole('form').getByRole('button').nth(1).click()
        await page.getByRole('region').locator('strong').last().waitFor()
      },
    ],
    [
      'a note, and how a ticket was resolved',
      '/console/tickets/4',
      async (page) => {
        await showTicket(page)
        await page.keyboard.press('o')
        await page.keyboard.type('Nota')
        await page.keyboard.press('Escape')
        await page.keyboard.press('e')
        await page.getByRole('dialog').waitFor()
      },
    ],
    [
      'a snooze',
      '/console/tickets/5',
      async (page) => {
        await showTicket(page)
        await page.keyboard.press('z')
        await page.getByRole('dialog').waitFor()
      },
    ],
    [
      'a macro',
      '/console/tickets/5',
      async (page) => {
        await showTicket(page)
        await page.keyboard.press('r')
        await page.keyboard.press('Escape')
        await page.keyboard.press('m')
        await page.getByRole('dialog').getByRole('combobox').selectOption({ index: 1 })
        await page.getByRole('dialog').getByRole('region').waitFor()
      },
    ],
    [
      'a merge',
      '/console/tickets/1',
      async (page) => {
        await showTicket(page)
        await page.keyboard.press('v')
        await page.getByRole('dialog').getByRole('combobox').fill('5')
        await page.getByRole('listbox').getByRole('option', { name: '#5' }).click()
        await page.getByRole('dialog').getByRole('listitem').first().waitFor()
      },
    ],
    ['a merged ticket', '/console/tickets/37', showTicket],
    [
      'an edit of a message',
      '/console/tickets/1',
      async (page) => {
        await page.locator('[data-kind=reply]').waitFor()
        await page.keyboard.press('c')
        await page.getByRole('dialog').getByRole('textbox').fill('Otro texto')
      },
    ],
    [
      'a link to another ticket',
      '/console/tickets/1',
      async (page) => {
        await showTicket(page)
        await page.keyboard.press('h')
        await page.getByRole('listbox').getByRole('option').last().waitFor()
      },
    ],
    ['a ticket that does not exist', '/console/tickets/99999', (page) => page.locator('main [role=status]').waitFor()],
    [
      'selected tickets',
      '/console',
      async (page) => {
        await page.getByRole('row').nth(3).waitFor()
        await page.getByRole('row').nth(1).getByRole('checkbox').click()
        await page
          .getByRole('row')
          .nth(3)
          .getByRole('checkbox')
          .click({ modifiers: ['Shift'] })
      },
    ],
    [
      'a view that is saved',
      '/console?status=OPEN&createdFrom=2026-01-01T00:00:00',
      async (page) => {
        await page.getByRole('search').getByRole('button').last().click()
        await page.getByRole('dialog').waitFor()
      },
    ],
    ['the settings', '/console/settings/me', (page) => page.getByRole('checkbox').last().waitFor()],
    [
      'the reports',
      '/console/reports?from=2026-03-01&to=2026-03-20',
      async (page) => {
        await page.getByRole('img').last().waitFor()
        await page.locator('summary').first().click()
      },
    ],
    ['a new team', '/console/settings/teams/new', (page) => page.getByRole('textbox').waitFor()],
    ['an agent', '/console/settings/agents/anyone', (page) => page.getByRole('checkbox').first().waitFor()],
    ['a tag', '/console/settings/tags/1', (page) => page.getByRole('textbox').waitFor()],
    ['a view in the settings', '/console/settings/views/1', (page) => page.getByRole('textbox').waitFor()],
    ['a macro in the settings', '/console/settings/macros/1', (page) => page.getByRole('textbox').last().waitFor()],
    ['a calendar', '/console/settings/calendars/1', (page) => page.getByRole('textbox').last().waitFor()],
    ['a service level', '/console/settings/policies/1', (page) => page.getByRole('spinbutton').last().waitFor()],
    ['a webhook', '/console/settings/webhooks/1', (page) => page.getByRole('table').waitFor()],
    [
      'the commands',
      '/console',
      async (page) => {
        await page.getByRole('row').first().waitFor()
        await openPalette(page)
      },
    ],
    [
      'the help',
      '/console/settings/me',
      async (page) => {
        await page.getByRole('checkbox').last().waitFor()
        await page.keyboard.press('?')
        await page.getByRole('dialog').waitFor()
      },
    ],
  ] as const satisfies readonly (readonly [string, string, (page: Page) => Promise<unknown>])[]
).map(([name, path, prepare]) => ({ name, path, prepare }))

/** Inserts what the states show, with long texts. */
export async function fillStates(service: TestService): Promise<void> {
  const hours = [{ day: 'monday', from: '09:00', to: '17:30' } as const]
  const { calendarId } = await service.client.desk.calendars.create({ name: 'Lunes', timeZone: 'UTC', hours })
  const targets = { firstResponseMinutes: 60, nextResponseMinutes: null, resolutionMinutes: 600 }
  await service.client.desk.policies.create({ name: 'Todos', calendarId, targets })
  for (let count = 1; count <= 40; count++) {
    await service.client.tickets.create({
      ...aTicket,
      fullName: 'María de los Ángeles Fernández-Villanueva y Rodríguez de la Fuente',
      subject: `${'Un asunto que es muy largo y no cabe en una línea '.repeat(3)}${count}`,
      status: (['OPEN', 'IN_PROGRESS', 'RESOLVED', 'CLOSED'] as const)[count % 4],
    })
  }
  await service.client.desk.tickets.update({ id: 2, priority: 'URGENT', tags: ['una etiqueta bastante larga'] })
  await service.client.desk.teams.create({ name: 'Reembolsos', memberIds: ['anyone'] })
  await service.client.desk.views.create({ name: 'Los que esperan', query: { waitingOn: ['agent'] }, isShared: true })
  const reply = { kind: 'reply', body: 'Hola {{requester.firstName}}' } as const
  await service.client.desk.macros.create({ name: 'Saludo', reply, changes: { priority: 'HIGH' } })
  await insertMergedTickets(service)
  const webhookId = await insertQuietWebhook(service.db)
  await insertDeliveries(service.db, [aDelivery(webhookId)])
}

/** Inserts a message of the requester, one of the caller that was edited, a link, and a merge. */
async function insertMergedTickets({ db, client }: TestService): Promise<void> {
  const now = new Date().toISOString() // an own message can be edited for 15 minutes
  const edited = { author_id: 'admin:anyone', created_at: now, edited_at: now, version: 2 }
  const [, { messageId }] = (await db
    .insertInto('messages')
    .values([
      { ticket_id: 1, kind: 'reply', author_kind: 'requester', body: '¿Y el lugar?', created_at: now },
      { ticket_id: 1, kind: 'reply', author_kind: 'agent', body: 'A las diez.', ...edited },
    ])
    .returning('message_id as messageId')
    .execute()) as [unknown, { messageId: number }]
  await insertMessageVersion(db, { ticketId: 1, messageId, body: 'A las nueve.', now })
  await client.desk.links.create({ id: 1, relation: 'blocked_by', otherTicketId: 2 })
  await client.desk.tickets.merge({ id: 37, into: 36 })
}

/** Leads a page to a state. */
export async function showState(
  page: Page,
  { service, expectedErrors }: Pick<TestConsole, 'service'> & { expectedErrors: RegExp[] },
  { path, prepare }: State,
): Promise<void> {
  if (path.endsWith('99999')) expectedErrors.push(/status of 404/)
  await page.goto(service.url + path)
  await prepare(page)
}
