import type { CDPSession, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { isWithoutChromium } from '../support/chromium.ts'
import { useConsole } from '../support/console.ts'
import { insertTickets } from '../support/desk-sample.ts'

// TICKETS=100000 ACTIONS=2000 npx pnpm test console/speed
const TICKETS = Number(process.env['TICKETS'] ?? 5_000)
const ACTIONS = Number(process.env['ACTIONS'] ?? 200)
const isQuiet = process.env['TICKETS'] !== undefined
const SLOWDOWN = 4
/** Other tests run on the same cores, so that one slow attempt says nothing. */
const ATTEMPTS = 4
const timeout = 120_000 + ACTIONS * 150

/** Notes the time from each key or click to the next frame, and how far the layout shifted. */
const OBSERVE = `
  globalThis.measured = { interactions: new Map(), shift: 0 }
  new PerformanceObserver((list) => {
    for (const { duration, interactionId: id } of list.getEntries())
      if (id) measured.interactions.set(id, Math.max(duration, measured.interactions.get(id) ?? 0))
  }).observe({ type: 'event', durationThreshold: 16 })
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) measured.shift += value
  }).observe({ type: 'layout-shift', buffered: true })`

const CLICK_TO_TICKET = `async (link) => {
  const start = performance.now()
  link.click()
  while (!document.querySelector('main h1 bdi')) await new Promise(requestAnimationFrame)
  await new Promise(requestAnimationFrame)
  return performance.now() - start
}`

/** A value and its limit. */
type Results = Record<string, readonly [value: number, limit: number]>

/** Measures until everything is within its limit. Returns what was beyond it in the last attempt. */
async function exceededOf(measure: () => Promise<Results>): Promise<[string, readonly number[]][]> {
  let exceeded: [string, readonly number[]][] = []
  for (let count = 0; count < ATTEMPTS; count++) {
    const results = await measure()
    process.stdout.write(`${JSON.stringify(results)}\n`)
    exceeded = Object.entries(results).filter(([, [value, limit]]) => value > limit)
    if (exceeded.length === 0) break
  }
  return exceeded
}

describe.skipIf(isWithoutChromium)(`the speed of the console with ${TICKETS} tickets`, () => {
  const console = useConsole()
  const { service } = console
  beforeAll(() => insertTickets(service.db, TICKETS), 120_000)

  const openSlowly = async (rate = SLOWDOWN, isObserved = true): Promise<{ page: Page; session: CDPSession }> => {
    const page = await console.open('/console/settings/me', { viewport: { width: 1280, height: 800 } })
    const session = await page.context().newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate })
    if (isObserved) await page.addInitScript(OBSERVE)
    await page.goto(`${service.url}/console`)
    await page.getByRole('row').nth(5).waitFor()
    return { page, session }
  }
  /** The durations of the last keys, by the clock of the browser: 0 for those below its threshold of 16 ms. */
  const durationsOf = async (page: Page, count: number): Promise<number[]> => {
    await page.waitForTimeout(300)
    const slow = await page.evaluate<number[]>(
      '(() => { const found = [...measured.interactions.values()]; measured.interactions.clear(); return found })()',
    )
    return [...Array.from({ length: Math.max(count - slow.length, 0) }, () => 0), ...slow].toSorted((a, b) => a - b)
  }

  it('a key needs little time of the processor: 50 ms (median), 100 ms (p95) on a slow one', { timeout }, async () => {
    const { page, session } = await openSlowly(1)
    await session.send('Performance.enable', { timeDomain: 'threadTicks' })
    const busyMs = async () => {
      await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))')
      const { metrics } = await session.send('Performance.getMetrics')
      return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000
    }
    await page.keyboard.press('j')
    const exceeded = await exceededOf(async () => {
      const times: number[] = []
      for (let count = 0; count < 40; count++) {
        const before = await busyMs()
        await page.keyboard.press(count % 4 === 3 ? 'ArrowUp' : 'ArrowDown')
        times.push((await busyMs()) - before)
      }
      times.sort((a, b) => a - b)
      return {
        median: [times[20]! * SLOWDOWN, 50],
        p95: [times[38]! * SLOWDOWN, 100],
        nodes: [await page.evaluate<number>('document.querySelectorAll("*").length'), 1_500],
        shift: [await page.evaluate<number>('measured.shift'), 0.02],
      }
    })
    expect(exceeded).toEqual([])
  })

  // Other tests on the same cores make this one slow.
  it.skipIf(!isQuiet)('a key is painted within 50 ms (median) and 100 ms (p95)', { timeout }, async () => {
    const { page } = await openSlowly()
    const keys = Array.from({ length: 60 }, (_, index) => (index % 3 === 2 ? 'ArrowUp' : 'ArrowDown'))
    await page.keyboard.press('j')
    const exceeded = await exceededOf(async () => {
      await durationsOf(page, 0)
      for (const key of keys) await page.keyboard.press(key, { delay: 30 })
      const durations = await durationsOf(page, keys.length)
      const at = (share: number) => durations[Math.floor((durations.length - 1) * share)]!
      return { median: [at(0.5), 50], p95: [at(0.95), 100], inp: [durations.at(-1)!, 200] }
    })
    expect(exceeded).toEqual([])
  })

  it.skipIf(!isQuiet)('a ticket that was prefetched is shown within 100 ms', { timeout }, async () => {
    const { page } = await openSlowly()
    const exceeded = await exceededOf(async () => {
      const times: number[] = []
      for (let row = 1; row <= 5; row++) {
        const link = page.getByRole('row').nth(row).getByRole('link')
        await link.hover()
        await page.waitForTimeout(700)
        times.push(await page.evaluate<number>(`(${CLICK_TO_TICKET})(document.querySelector('a:hover'))`))
        await page.goBack()
        await page.getByRole('row').nth(5).waitFor()
      }
      return { median: [times.toSorted((a, b) => a - b)[2]!, 100] }
    })
    expect(exceeded).toEqual([])
  })

  it(`the heap grows by less than a fifth over ${ACTIONS} actions`, { timeout }, async () => {
    const { page, session } = await openSlowly(1, false)
    // Up and down the same 20 rows: what was read is kept for some minutes, and is not what this test looks for.
    const act = async (count: number) => {
      for (let index = 0; index < count; index++) {
        if (index % 10 === 4) {
          await page.keyboard.press('Enter')
          await page.locator('main h1 bdi').waitFor()
          await page.goBack()
          await page.getByRole('row').first().waitFor()
        } else if (index % 10 === 8) await page.keyboard.press('x')
        else await page.keyboard.press(index % 50 < 25 ? 'j' : 'k')
      }
    }
    const heapSize = async () => {
      await session.send('HeapProfiler.collectGarbage')
      return (await session.send('Runtime.getHeapUsage')).usedSize
    }
    await page.keyboard.press('j')
    await act(Math.max(100, ACTIONS / 4)) // until all code has run, and is compiled
    const before = await heapSize()
    await act(ACTIONS)
    const growth = (await heapSize()) / before - 1
    process.stdout.write(`${JSON.stringify({ heap: before, growth })}\n`)
    expect(growth).toBeLessThan(0.2)
  })
})
