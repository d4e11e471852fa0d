import { beforeAll, describe, expect, it } from 'vitest'
import { CHROMIUM, isWithoutChromium } from '../support/chromium.ts'
import { fillStates, showState, STATES } from '../support/console-states.ts'
import { useConsole } from '../support/console.ts'

describe.skipIf(isWithoutChromium)(`the layout of the console (skipped without ${CHROMIUM})`, () => {
  const console = useConsole()
  beforeAll(() => fillStates(console.service))

  const SIZES = [
    { width: 320, height: 640 },
    { width: 320, height: 256 }, // as at 400 %
    { width: 3840, height: 2160 },
  ]

  it.each(['none', 'active'] as const)(
    'nothing is cut off from 320 px to 4K, in both directions, with forced colours: %s',
    { timeout: 120_000 },
    async (forcedColors) => {
      const page = await console.open('/console', { viewport: SIZES[0]!, forcedColors, locale: 'es-CO' })
      const overflow = () =>
        page.evaluate<number[]>(
          '[Math.max(document.documentElement.scrollWidth - innerWidth, 0), document.querySelector("main").scrollWidth - document.querySelector("main").clientWidth]',
        )
      for (const state of STATES) {
        await page.setViewportSize(SIZES[0]!)
        await showState(page, console, state)
        for (const size of forcedColors === 'active' ? SIZES.slice(0, 1) : SIZES) {
          await page.setViewportSize(size)
          for (const direction of ['ltr', 'rtl']) {
            await page.evaluate(`document.documentElement.dir = '${direction}'`)
            await expect.poll(overflow, { message: `${state.name}, ${size.width} px, ${direction}` }).toEqual([0, 0])
          }
        }
      }
    },
  )
})
