import { existsSync } from 'node:fs'

/** The path of the browser for the tests that need one. */
export const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'

/** Flags that disable the sandbox, which does not work for root, and all background network requests. */
export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Whether tests with a browser are skipped. They are never skipped if CI sets `CHROMIUM_REQUIRED`. */
export const isWithoutChromium = !existsSync(CHROMIUM) && process.env['CHROMIUM_REQUIRED'] === undefined
