import { beforeAll, describe, expect, it } from 'vitest'
import { CHROMIUM, isWithoutChromium } from '../support/chromium.ts'
import { fillStates, showState, STATES } from '../support/console-states.ts'
import { useConsole } from '../support/console.ts'

describe.skipIf(isWithoutChromium)(`the layout of the console (skipped without ${CHROMIUM})`, () => {
  const console = useConsole()
  beforeAll(() => fillStates(console.service))

  it.each([
    ['320 px', { viewport: { width: 320, height: 640 } }],
    ['320 px by 256 px, as at 400 %', { viewport: { width: 320, height: 256 } }],
    ['4K', { viewport: { width: 3840, height: 2160 } }],
    ['forced colours', { forcedColors: 'active' as const }],
  ])('nothing is cut off at %s, in both directions', { timeout: 60_000 }, async (_, options) => {
    const page = await console.open('/console', { ...options, locale: 'es-CO' })
    for (const state of STATES) {
      await showState(page, console, state)
      for (const direction of ['ltr', 'rtl']) {
        await page.evaluate(`document.documentElement.dir = '${direction}'`)
        const [pageWidth, main, inner] = await page.evaluate<number[]>(
          '[document.documentElement.scrollWidth, document.querySelector("main").scrollWidth - document.querySelector("main").clientWidth, innerWidth]',
        )
        expect([state.name, direction, pageWidth! <= inner!, main]).toEqual([state.name, direction, true, 0])
      }
    }
  })
})
