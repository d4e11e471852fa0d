import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Measurement } from '../measurement.ts'

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url))
const MOST_MINUTES = 5

export const testSuite: Measurement = {
  name: 'whole test suite',
  heading: 'Tests',
  isSlow: true,
  async measure() {
    const started = performance.now()
    const child = spawn('npx', ['pnpm', 'test'], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] })
    const [code] = (await once(child, 'exit')) as [number | null]
    const minutes = (performance.now() - started) / 60_000
    const measured = `${minutes.toFixed(1)} minutes${code === 0 ? '' : ', with failed tests'}`
    const isMet = code === 0 && minutes <= MOST_MINUTES
    return { goals: [{ work: this.name, toReach: `≤ ${MOST_MINUTES} minutes`, measured, isMet }] }
  },
}
