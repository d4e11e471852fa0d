import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { CHROMIUM, FLAGS, isWithoutChromium } from '../../server/test/support/chromium.ts'

export { isWithoutChromium }

/** Starts a headless Chromium for the test file. Returns a function that opens a page. */
export function useChromium(): (url: string) => Promise<Page> {
  let context: BrowserContext | undefined
  let profile: string
  beforeAll(async () => {
    profile = await mkdtemp(join(tmpdir(), 'kin-support-chromium-'))
    context = await chromium.launchPersistentContext(profile, { executablePath: CHROMIUM, headless: true, args: FLAGS })
  })
  afterAll(async () => {
    await context?.close()
    await rm(profile, { recursive: true, force: true })
  })
  return async (url) => {
    const page = await context!.newPage()
    page.setDefaultTimeout(10_000)
    await page.goto(url)
    return page
  }
}
