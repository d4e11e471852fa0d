import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { CHROMIUM, isWithoutChromium } from '../support/chromium.ts'
import { useConsole } from '../support/console.ts'
import { aTicket } from '../support/harness.ts'
import { keysAndHandOver } from '../support/sessions.ts'

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const LANGUAGES = ['en-GB', 'es-CO', 'pt-BR']
const SCHEMES = ['light', 'dark'] as const

/** Opens the list of commands, whatever the language. */
const openPalette = async (page: Page) => {
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').waitFor()
}
const showTicket = (page: Page) => page.getByRole('complementary').getByRole('combobox').first().waitFor()
const STATES: [string, string, (page: Page) => Promise<unknown>][] = [
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
      await page.getByRole('region').locator('strong').waitFor()
    },
  ],
  [
    'a note',
    '/console/tickets/2',
    async (page) => {
      await showTicket(page)
      await page.keyboard.press('o')
      await page.keyboard.type('Nota')
    },
  ],
  ...['e', 'z'].map((key): (typeof STATES)[number] => [
    `the dialog of ${key}`,
    '/console/tickets/4',
    async (page) => {
      await showTicket(page)
      await page.keyboard.press(key)
      await page.getByRole('dialog').waitFor()
    },
  ]),
  ['a ticket that does not exist', '/console/tickets/99999', (page) => page.locator('main [role=status]').waitFor()],
  ['the settings', '/console/settings/me', (page) => page.getByRole('checkbox').waitFor()],
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
      await page.getByRole('checkbox').waitFor()
      await page.keyboard.press('?')
      await page.getByRole('dialog').waitFor()
    },
  ],
]

describe.skipIf(isWithoutChromium)(`the accessibility of the console (skipped without ${CHROMIUM})`, () => {
  const console = useConsole()
  const closed = useConsole({ isClosed: true, signInWays: keysAndHandOver })
  const { service, expectedErrors } = console
  let axe: string
  beforeAll(async () => {
    axe = await readFile(AXE, 'utf8')
    for (let count = 1; count <= 40; count++) {
      await service.client.tickets.create({
        ...aTicket,
        fullName: 'María de los Ángeles Fernández-Villanueva y Rodríguez de la Fuente',
        subject: `${'Un asunto que es muy largo y no cabe en una línea '.repeat(3)}${count}`,
        status: (['OPEN', 'IN_PROGRESS', 'RESOLVED', 'CLOSED'] as const)[count % 4],
      })
    }
  })

  /** Runs outside the page, whose policy allows no other scripts. */
  const violationsIn = async (page: Page): Promise<string[]> => {
    await page.waitForTimeout(50) // colours change over time in no state of the console; popups are placed
    const session = await page.context().newCDPSession(page)
    const { frameTree } = await session.send('Page.getFrameTree')
    const { executionContextId } = await session.send('Page.createIsolatedWorld', {
      frameId: frameTree.frame.id,
      worldName: 'axe',
    })
    const run = async (expression: string) =>
      (
        await session.send('Runtime.evaluate', {
          expression,
          contextId: executionContextId,
          awaitPromise: true,
          returnByValue: true,
        })
      ).result.value as AxeResults
    await run(`${axe};0`)
    const { violations } = await run(`axe.run({ runOnly: ${JSON.stringify(WCAG)} })`)
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
    )
  }

  const show = async (page: Page, path: string, prepare: (page: Page) => Promise<unknown>) => {
    if (path.endsWith('99999')) expectedErrors.push(/status of 404/)
    await page.goto(service.url + path)
    await prepare(page)
  }

  for (const locale of LANGUAGES) {
    for (const colorScheme of SCHEMES) {
      it(`axe finds nothing in ${locale}, ${colorScheme}`, async () => {
        const page = await console.open('/console', { locale, colorScheme })
        for (const [state, path, prepare] of STATES) {
          await show(page, path, prepare)
          expect([state, await violationsIn(page)]).toEqual([state, []])
        }
        await page.goto(`${closed.service.url}/console`)
        await page.getByLabel('API').waitFor()
        expect(await violationsIn(page)).toEqual([])
      })
    }
  }

  it('axe sees a problem that there is', async () => {
    const page = await console.open()
    await page.getByRole('row').first().waitFor()
    await page.evaluate("document.querySelector('h1').append(document.createElement('img'))")
    expect(await violationsIn(page)).toEqual([expect.stringContaining('image-alt')])
  })

  it.each([
    ['320 px', { viewport: { width: 320, height: 640 } }],
    ['320 px by 256 px, as at 400 %', { viewport: { width: 320, height: 256 } }],
    ['4K', { viewport: { width: 3840, height: 2160 } }],
    ['forced colours', { forcedColors: 'active' as const }],
  ])('nothing is cut off or overlaps at %s, in both directions', async (_, options) => {
    const page = await console.open('/console', { ...options, locale: 'es-CO' })
    for (const direction of ['ltr', 'rtl']) {
      for (const [state, path, prepare] of STATES) {
        await show(page, path, prepare)
        await page.evaluate(`document.documentElement.dir = '${direction}'`)
        const sizes = await page.evaluate<number[]>(
          '[document.documentElement.scrollWidth, document.querySelector("main").scrollWidth - document.querySelector("main").clientWidth, innerWidth]',
        )
        expect([state, direction, sizes[0]! <= sizes[2]!, sizes[1]]).toEqual([state, direction, true, 0])
      }
    }
  })

  it('the whole page can be used with the keyboard alone', async () => {
    const page = await console.open()
    await page.getByRole('row').first().waitFor()
    const focused = () => page.locator('*:focus')
    await page.keyboard.press('Tab')
    expect(await focused().textContent()).toBe('Skip to content')
    const names: string[] = []
    for (let count = 0; count < 9; count++) {
      await page.keyboard.press('Tab')
      const name = await focused().evaluate((element) => element.getAttribute('aria-label') ?? element.textContent)
      names.push(String(name).slice(0, 12))
    }
    expect(names).toEqual([
      'Tickets',
      'Settings',
      'API referenc',
      'Show all com',
      '',
      'Status: All',
      'Category: Al',
      'Last changed',
      '#40 Un asunt',
    ])
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Take' }).waitFor()
    await page.keyboard.press('p')
    expect(await focused().evaluate((element) => element.getAttribute('aria-label') ?? element.id)).toBe(
      await page.getByLabel('Priority').getAttribute('id'),
    )
    await page.keyboard.press('ArrowUp')
    await page.locator('article header').getByText('High').waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type('dark')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await expect.poll(() => page.evaluate('document.documentElement.dataset.theme')).toBe('dark')
  })

  it('single keys do nothing while one types, can be changed, and can be switched off', async () => {
    const page = await console.open()
    await page.getByRole('row').first().waitFor()
    await page.getByRole('searchbox').click()
    await page.keyboard.type('jk,?t')
    expect(await page.getByRole('searchbox').inputValue()).toBe('jk,?t')
    expect(await page.getByRole('dialog').count()).toBe(0)
    await page.goto(`${service.url}/console/settings/me`)
    await page.getByRole('textbox', { name: 'Key for: Go to the tickets' }).press('j')
    await page.getByText('This key belongs to: Next ticket').waitFor()
    await page.getByRole('textbox', { name: 'Key for: Go to the tickets' }).press('g')
    await page.getByRole('heading', { name: 'Keyboard' }).click()
    await page.keyboard.press('t')
    expect(new URL(page.url()).pathname).toBe('/console/settings/me')
    await page.keyboard.press('g')
    await page.getByRole('row').first().waitFor()
    await page.keyboard.press(',')
    await page.getByRole('checkbox').uncheck()
    await page.getByRole('heading', { name: 'Keyboard' }).click()
    await page.keyboard.press('g')
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').waitFor()
    expect(new URL(page.url()).pathname).toBe('/console/settings/me')
  })

  it('shows times in the zone of the browser, or in the one that was chosen', async () => {
    service.clock.now = '2026-03-11T03:30:00.000Z'
    const { ticketId } = await service.client.tickets.create(aTicket)
    const page = await console.open(`/console/tickets/${ticketId}`, { locale: 'es-CO', timezoneId: 'America/Bogota' })
    await page
      .getByText(/^10\/03\/2026, 10:30.p\..m\.$/)
      .first()
      .waitFor()
    await page.goto(`${service.url}/console/settings/me`)
    await page.getByLabel('Zona horaria').selectOption('Asia/Tokyo')
    await page.goBack()
    const inTokyo = page.getByText(/^11\/03\/2026, 12:30.p\..m\.$/).first()
    await inTokyo.waitFor()
    expect(await inTokyo.getAttribute('datetime')).toBe('2026-03-11T03:30:00.000Z')
  })
})
