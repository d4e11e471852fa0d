import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Goal, Measurement } from '../measurement.ts'
import { median } from '../statistics.ts'

const SOURCE = fileURLToPath(new URL('../../../server/src', import.meta.url))
const EXCLUDED = 'embedded-postgres'
const [MOST_LINES, MOST_MEDIAN, MOST_IN_ONE] = [5600, 75, 200]

export const sourceLines: Measurement = {
  name: 'lines of apps/server/src',
  heading: 'Source',
  async measure() {
    const entries = await readdir(SOURCE, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.name.endsWith('.ts') && !entry.parentPath.includes(EXCLUDED))
    const lines = await Promise.all(files.map(({ parentPath, name }) => countLines(join(parentPath, name))))
    const total = lines.reduce((sum, count) => sum + count, 0)
    const goal = (work: string, most: number, measured: number): Goal => ({
      work: `${this.name}, ${work}`,
      toReach: `≤ ${most}`,
      measured: String(measured),
      isMet: measured <= most,
    })
    return {
      goals: [
        goal('without the embedded Postgres', MOST_LINES, total),
        goal('median file', MOST_MEDIAN, median(lines)),
        goal('longest file', MOST_IN_ONE, Math.max(...lines)),
      ],
    }
  },
}

async function countLines(path: string): Promise<number> {
  return (await readFile(path, 'utf8')).split('\n').length - 1
}
