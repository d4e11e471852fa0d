import type { Measurement } from '../measurement.ts'
import { memoryOf } from '../proc.ts'
import { WORKS } from '../works.ts'

const MIB = 2 ** 20
const MOST_MIB = 200

/** The peak memory of the service since its start, after every kind of work ran again. Lists use another process. */
export const residentMemory: Measurement = {
  name: 'resident memory under the rates',
  heading: 'Memory',
  async measure(stage, { seconds }) {
    for (const workOn of Object.values(WORKS)) await (await workOn(stage)).contestants[0].run(seconds)
    const { peakBytes } = await memoryOf(stage.service.pid)
    const goal = { work: this.name, toReach: `≤ ${MOST_MIB} MiB`, measured: `${Math.round(peakBytes / MIB)} MiB` }
    return { goals: [{ ...goal, isMet: peakBytes <= MOST_MIB * MIB }] }
  },
}
