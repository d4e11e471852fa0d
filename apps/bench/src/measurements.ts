import type { Measurement } from './measurement.ts'
import { bytesPerTicket } from './measurements/bytes-per-ticket.ts'
import { combinations } from './measurements/combinations.ts'
import { deskCounts, deskQueue, deskSearch } from './measurements/desk.ts'
import { eventCost } from './measurements/event-cost.ts'
import { eventLatency } from './measurements/event-latency.ts'
import { eventReaders } from './measurements/event-readers.ts'
import { everything } from './measurements/everything.ts'
import { expensiveLists } from './measurements/expensive-lists.ts'
import { filters } from './measurements/filters.ts'
import { insertTime } from './measurements/insert-time.ts'
import { ratesOf } from './measurements/rates.ts'
import { replay } from './measurements/replay.ts'
import { reports } from './measurements/reports.ts'
import { residentMemory } from './measurements/resident-memory.ts'
import { searches } from './measurements/searches.ts'
import { sourceLines } from './measurements/source-lines.ts'
import { testSuite } from './measurements/test-suite.ts'
import { webhooks } from './measurements/webhooks.ts'
import { WORKS } from './works.ts'

/** In the order in which they run: measurements that add tickets come after those that need the original ones. */
export const measurements: Measurement[] = [
  sourceLines,
  bytesPerTicket,
  everything,
  filters,
  searches,
  combinations,
  ...Object.entries(WORKS).map(([name, workOn]) => ratesOf(name, workOn)),
  replay,
  residentMemory,
  expensiveLists,
  eventLatency,
  webhooks,
  eventReaders,
  insertTime,
  eventCost,
  deskQueue,
  deskCounts,
  deskSearch,
  reports,
  testSuite,
]
