import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { isWithoutChromium } from '../support/chromium.ts'
import { signedIn, useConsole } from '../support/console.ts'
import { fillConversation, fillDesk, promiseResolutions } from '../support/desk-sample.ts'
import { handedOver, keysAndHandOver } from '../support/sessions.ts'

// SCREENSHOTS=1 npx pnpm test screenshots
const FOLDER = fileURLToPath(new URL('../../../../docs/screenshots/', import.meta.url))
const isWanted = process.env['SCREENSHOTS'] !== undefined

describe.skipIf(isWithoutChromium || !isWanted)('the pictures of the README (SCREENSHOTS=1 writes them)', () => {
  const console = useConsole({ isClosed: true, signInWays: keysAndHandOver })
  const { service } = console
  let ticketIds: number[]
  beforeAll(async () => {
    await promiseResolutions(service)
    ;({ ticketIds } = await fillDesk(service))
    await fillConversation(service, ticketIds.at(-2)!)
    await mkdir(FOLDER, { recursive: true })
  })

  const open = async (path: string, colorScheme: 'light' | 'dark'): Promise<Page> => {
    const viewport = { width: 1280, height: 800 }
    const session = signedIn(await handedOver(service, 'ana', 'ADMIN'))
    return console.open(path, { ...session, viewport, colorScheme, locale: 'en-GB' })
  }

  it.each(['light', 'dark'] as const)('are taken, %s', async (scheme) => {
    const page = await open('/console', scheme)
    await page.getByRole('row').first().waitFor()
    await page.getByRole('navigation', { name: 'Views' }).getByText('5', { exact: true }).waitFor()
    await page.screenshot({ path: `${FOLDER}queue-${scheme}.png` })
    await page.goto(`${service.url}/console/tickets/${ticketIds.at(-2)}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.waitForLoadState('networkidle').catch(() => {})
    await page.screenshot({ path: `${FOLDER}ticket-${scheme}.png` })
    expect(page.url()).toContain('/tickets/')
  })
})
