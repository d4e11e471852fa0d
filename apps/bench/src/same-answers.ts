import { isDeepStrictEqual } from 'node:util'
import { TICKETS } from './contestants.ts'
import type { Stage } from './stage.ts'

/** Throws unless the service and the baseline return the same responses, so that their rates can be compared. */
export async function expectSameAnswers({ service, baseline, callers, tickets }: Stage): Promise<void> {
  for (const path of [`/${tickets}`, `/${Math.ceil(tickets / 2)}`, '?limit=100']) {
    const [ofService, ofBaseline] = await Promise.all([
      read(service.url + TICKETS + path, { authorization: callers[0]! }),
      read(baseline.url + TICKETS + path),
    ])
    if (!isDeepStrictEqual(ofService, ofBaseline)) throw new Error(`The baseline returns another response for ${path}`)
  }
}

async function read(url: string, headers: Record<string, string> = {}): Promise<unknown> {
  const response = await fetch(url, { headers })
  return response.json()
}
