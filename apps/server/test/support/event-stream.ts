import type { SupportEvent } from '@kinconecta/support-contracts'
import { onTestFinished } from 'vitest'

/** A stream of Server-Sent Events that a test reads as it likes. */
export interface ReadStream {
  status: number
  headers: Headers
  /** The next `count` events, or fewer if the stream ends before. */
  take(count: number): Promise<SupportEvent[]>
  /** Reads to the end of the stream. Resolves to what came besides events taken before. */
  rest(): Promise<string>
  close(): void
}

/** Opens a stream; it is closed when the test ends. */
export async function openStream(url: string, headers: Record<string, string> = {}): Promise<ReadStream> {
  const closing = new AbortController()
  onTestFinished(() => closing.abort())
  const response = await fetch(url, { headers, signal: closing.signal })
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const more = async () => {
    const { done, value = '' } = await reader.read()
    text += value
    return !done
  }
  const next = async (): Promise<SupportEvent | undefined> => {
    for (;;) {
      const end = text.indexOf('\n\n')
      if (end === -1) {
        if (await more()) continue
        return undefined
      }
      const data = /^data: (\{.*"position".*)$/m.exec(text.slice(0, end))?.[1]
      text = text.slice(end + 2)
      if (data) return JSON.parse(data) as SupportEvent
    }
  }
  return {
    status: response.status,
    headers: response.headers,
    close: () => closing.abort(),
    take: async (count) => {
      const events: SupportEvent[] = []
      while (events.length < count) {
        const event = await next()
        if (!event) break
        events.push(event)
      }
      return events
    },
    rest: async () => {
      while (await more());
      return text
    },
  }
}
