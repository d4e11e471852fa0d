import { existsSync } from 'node:fs'

/** The browser of the tests that need one. */
export const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'

/** Without a sandbox, which root cannot have, and without talking to anybody. */
export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Whether those tests are skipped; never where CI says that the browser has to be there. */
export const isWithoutChromium = !existsSync(CHROMIUM) && process.env['CHROMIUM_REQUIRED'] === undefined
