import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { CHROMIUM, isWithoutChromium } from '../support/chromium.ts'
import { fillStates, showState, STATES } from '../support/console-states.ts'
import { useConsole } from '../support/console.ts'
import { aTicket } from '../support/harness.ts'
import { keysAndHandOver } from '../support/sessions.ts'

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const LANGUAGES = ['en-GB', 'es-CO', 'pt-BR']
const SCHEMES = ['light', 'dark'] as const

describe.skipIf(isWithoutChromium)(`the accessibility of the console (skipped without ${CHROMIUM})`, () => {
  const console = useConsole()
  const closed = useConsole({ isClosed: true, signInWays: keysAndHandOver })
  const { service } = console
  let axe: string
  beforeAll(async () => {
    axe = await readFile(AXE, 'utf8')
    await fillStates(service)
  })

  /** Runs outside the page, whose policy allows no other scripts. */
  const violationsIn = async (page: Page, only: object | string[] = WCAG): Promise<string[]> => {
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
    const { violations } = await run(`axe.run({ runOnly: ${JSON.stringify(only)} })`)
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
    )
  }

  it.each(LANGUAGES)('axe finds nothing in any state, in %s', { timeout: 120_000 }, async (locale) => {
    const page = await console.open('/console', { locale })
    const expectNone = async (state: string) => {
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ colorScheme })
        // The theme changes the colours only.
        const only = colorScheme === 'light' ? WCAG : { type: 'rule', values: ['color-contrast'] }
        expect([state, colorScheme, await violationsIn(page, only)]).toEqual([state, colorScheme, []])
      }
    }
    for (const state of STATES) {
      await showState(page, console, state)
      await expectNone(state.name)
    }
    await page.goto(`${closed.service.url}/console`)
    await page.getByLabel('API').waitFor()
    await expectNone('the sign-in')
  })

  it('axe sees a problem that there is', async () => {
    const page = await console.open()
    await page.getByRole('row').first().waitFor()
    await page.evaluate("document.querySelector('h1').append(document.createElement('img'))")
    expect(await violationsIn(page)).toEqual([expect.stringContaining('image-alt')])
  })

  it('the whole page can be used with the keyboard alone', async () => {
    const page = await console.open()
    await page.getByRole('row').first().waitFor()
    const focused = () => page.locator('*:focus')
    await page.keyboard.press('Tab')
    expect(await focused().textContent()).toBe('Skip to content')
    const names: string[] = []
    for (let count = 0; count < 22; count++) {
      await page.keyboard.press('Tab')
      const name = await focused().evaluate(
        (element) => element.getAttribute('aria-label') ?? (element.textContent || element.id),
      )
      names.push(String(name).slice(0, 12))
    }
    expect(names).toEqual([
      'Tickets',
      'Reports',
      'Settings',
      'API referenc',
      'Show all com',
      'All tickets',
      'Assigned to ',
      'Unassigned',
      'Los que espe',
      expect.any(String), // the search
      'Last activit',
      'Status',
      'Priority',
      'Assignee',
      'Team',
      'Tags',
      'Waiting for',
      'Category',
      'More',
      'Select all t',
      'Select ticke',
      '#40 Un asunt',
    ])
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Take' }).waitFor()
    await page.keyboard.press('p')
    expect(await focused().getAttribute('id')).toBe(await page.getByLabel('Priority').getAttribute('id'))
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
    await page.getByRole('checkbox').last().uncheck()
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
