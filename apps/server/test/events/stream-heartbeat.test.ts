import { expect, it } from 'vitest'
import { openStream } from '../support/event-stream.ts'
import { aTicket, useService } from '../support/harness.ts'

const service = useService({ streamBounds: { heartbeatMs: 50, maxMs: 2_000, checkMs: 50 } })

const HEARTBEAT = ': open\n\n'

it('a stream without events sends a comment at each interval, also after an event', async () => {
  const reader = await openStream(`${service.url}/api/events/stream`)
  await service.send('POST', '/api/support_tickets', aTicket)
  expect(await reader.take(1)).toMatchObject([{ type: 'ticket.created' }])
  const rest = await reader.rest()
  expect(rest.replaceAll(HEARTBEAT, '')).toBe('')
  expect(rest.split(HEARTBEAT).length).toBeGreaterThan(5)
})
