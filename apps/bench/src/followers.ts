import { createSupportClient } from '@kinconecta/support-client'
import type { SupportEvent } from '@kinconecta/support-contracts'
import type { Stage } from './stage.ts'

/** Passes the events after a position to `take`, until it returns true or `signal` aborts. */
export type Follow = (
  stage: Stage,
  after: number,
  signal: AbortSignal,
  take: (event: SupportEvent) => boolean,
) => Promise<void>

/** Every reader of the log of events, as the last of the callers. */
export const FOLLOWERS: Record<string, Follow> = {
  'GET /api/events': async (stage, after, signal, take) => {
    while (!signal.aborted) {
      const response = await fetch(`${stage.service.url}/api/events?after=${after}&limit=1000`, {
        headers: headersOf(stage),
      })
      for (const event of (await response.json()) as SupportEvent[]) {
        after = event.position
        if (take(event)) return
      }
    }
  },
  'GET /api/events/stream': (stage, after, signal, take) =>
    readStream(stage, `/api/events/stream?after=${after}`, signal, (data) => take(data as SupportEvent)),
  'tRPC subscription': (stage, after, signal, take) => {
    const input = encodeURIComponent(JSON.stringify({ after }))
    const path = `/trpc/events.stream?input=${input}`
    return readStream(stage, path, signal, (data) => take(data as SupportEvent))
  },
  client: async (stage, after, signal, take) => {
    const support = createSupportClient({ url: stage.service.url, headers: headersOf(stage) })
    for await (const event of support.events.stream({ after, signal })) if (take(event)) return
  },
}

function headersOf({ callers }: Stage): Record<string, string> {
  return { authorization: callers.at(-1)! }
}

/** Reads Server-Sent Events whose data are events. Lines with other data, such as those of tRPC, are skipped. */
async function readStream(
  stage: Stage,
  path: string,
  signal: AbortSignal,
  take: (data: object) => boolean,
): Promise<void> {
  const ending = new AbortController()
  signal.addEventListener('abort', () => ending.abort())
  try {
    const headers = { ...headersOf(stage), accept: 'text/event-stream' }
    const response = await fetch(stage.service.url + path, { headers, signal: ending.signal })
    let text = ''
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const lines = (text + chunk).split('\n')
      text = lines.pop()!
      for (const line of lines) {
        if (!line.startsWith('data: {') || !line.includes('"position"')) continue
        if (!take(JSON.parse(line.slice(6)) as object)) continue
        ending.abort()
        return
      }
    }
  } catch (error) {
    if (!ending.signal.aborted) throw error
  }
}
