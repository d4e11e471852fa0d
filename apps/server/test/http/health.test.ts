import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { useService } from '../support/harness.ts'

const state = { runs: 0, isDraining: false }
const service = useService({
  readiness: {
    database: async () => {
      state.runs++
      await sleep(100)
      return undefined
    },
    draining: async () => (state.isDraining ? 'the service is stopping' : undefined),
  },
})

const ready = () => service.send('GET', '/readyz')

it('/readyz runs a check at most once a second for any number of requests', async () => {
  const startedMs = performance.now()
  const answers = await Promise.all(Array.from({ length: 100 }, ready))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  const atMost = 1 + Math.floor((performance.now() - startedMs) / 1_000)
  expect(state.runs).toBeLessThanOrEqual(atMost)
  const runs = state.runs
  await sleep(1_100)
  await ready()
  expect(state.runs).toBe(runs + 1)
})

it('/readyz reports at once that the service is stopping', async () => {
  expect((await ready()).status).toBe(200)
  state.isDraining = true
  const { status, json } = await ready()
  expect([status, json.code]).toEqual([503, 'NOT_READY'])
})
