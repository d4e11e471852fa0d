import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'

const PATH = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'

/** Whether to leave out what needs a browser: there is none, and nobody said that there has to be. */
export const isWithoutChromium = !existsSync(PATH) && process.env['CHROMIUM_REQUIRED'] === undefined

// Without a sandbox because root has none, and without the requests that it would make by itself.
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A headless Chromium for the file; gives what opens a page of it. */
export function useChromium(): (url: string) => Promise<Page> {
  let context: BrowserContext | undefined
  let profile: string
  beforeAll(async () => {
    profile = await mkdtemp(join(tmpdir(), 'kin-support-chromium-'))
    context = await chromium.launchPersistentContext(profile, { executablePath: PATH, headless: true, args: FLAGS })
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
