import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { build } from '../../../console/scripts/build-console.ts'
import { CHROMIUM, FLAGS } from './chromium.ts'
import { type ServiceOptions, type TestService, useService } from './harness.ts'

/** How long a test waits for a step, so that it fails at the step and not at its own time limit. */
const STEP_TIMEOUT_MS = 15_000

/** The console of one test file, in a browser. */
export interface TestConsole {
  service: TestService
  browser: Browser
  /** Opens an address of the console in a browser profile of its own. */
  open(path?: string, options?: BrowserContextOptions): Promise<Page>
}

/**
 * Starts a service with the console, and a browser. A test fails if a page that it opened violates the content security
 * policy, writes an error or a warning to its console, or throws. Responses that the test expects, such as 401, are
 * listed in `expectedErrors`.
 */
export function useConsole(options: ServiceOptions = {}): TestConsole & { expectedErrors: RegExp[] } {
  const files: { folder?: string } = {}
  const service = useService({
    console: { folder: () => files.folder, failure: () => undefined },
    publicUrl: 'http://127.0.0.1',
    isPublicUrlDerived: true,
    ...options,
  })
  const problems: string[] = []
  const expectedErrors: RegExp[] = []
  const testConsole = { service, expectedErrors } as TestConsole & { expectedErrors: RegExp[] }
  beforeAll(async () => {
    files.folder = await build()
    testConsole.browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
  })
  afterAll(() => testConsole.browser?.close())
  afterEach(async () => {
    await Promise.all(testConsole.browser.contexts().map((context) => context.close()))
    const found = problems.splice(0)
    const expected = expectedErrors.splice(0)
    expect(found.filter((text) => !expected.some((pattern) => pattern.test(text)))).toEqual([])
  })
  testConsole.open = async (path = '/console', contextOptions = {}) => {
    const context = await testConsole.browser.newContext(contextOptions)
    context.setDefaultTimeout(STEP_TIMEOUT_MS)
    context.on('page', (page) => watch(page, service.url, problems))
    const page = await context.newPage()
    await page.goto(service.url + path)
    return page
  }
  return testConsole
}

/** Options with which a page is signed in, by the cookie of a session. */
export function signedIn({ cookie }: { cookie: string }): BrowserContextOptions {
  const [name, value] = cookie.split('=') as [string, string]
  const fields = { domain: '127.0.0.1', path: '/', expires: -1, httpOnly: true, secure: false }
  return { storageState: { cookies: [{ name, value, ...fields, sameSite: 'Strict' }], origins: [] } }
}

/** Pages of other sites are not watched. Chromium reports violations of the content security policy as errors. */
function watch(page: Page, url: string, problems: string[]): void {
  const note = (text: string) => page.url().startsWith(url) && problems.push(text)
  page.on('pageerror', ({ message }) => note(`thrown: ${message}`))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) note(`${message.type()}: ${message.text()}`)
  })
}
