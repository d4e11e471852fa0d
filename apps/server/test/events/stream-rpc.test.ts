import { beforeAll, expect, it } from 'vitest'
import { openStream } from '../support/event-stream.ts'
import { eventsOf } from '../support/events.ts'
import { aTicket, useService } from '../support/harness.ts'
import { bearer, tokenOf } from '../support/tokens.ts'

const service = useService({ isClosed: true, streamBounds: { maxMs: 3_000, checkMs: 100 } })
const { lastPosition } = eventsOf(service)

let admin: Record<string, string>
beforeAll(async () => {
  admin = bearer(await tokenOf('1', 'ADMIN'))
})
const subscribe = (input: object, headers: Record<string, string> = admin) =>
  openStream(`${service.url}/trpc/events.stream?input=${encodeURIComponent(JSON.stringify(input))}`, headers)
const createTickets = async (count: number): Promise<void> => {
  for (let done = 0; done < count; done++) await service.send('POST', '/api/support_tickets', aTicket)
}

it('the subscription events.stream gives what the list gives, and resumes after the last id', async () => {
  await createTickets(3)
  const end = await lastPosition()
  const reader = await subscribe({ after: end })
  expect(reader.headers.get('content-type')).toBe('text/event-stream')
  await createTickets(2)
  const events = await reader.take(2)
  expect((await service.send('GET', `/api/events?after=${end}`, undefined, admin)).json).toEqual(events)
  const resumed = await subscribe({ after: 0 }, { ...admin, 'last-event-id': String(end + 1) })
  expect((await resumed.take(1)).map(({ position }) => position)).toEqual([end + 2])
})

it('ends after its time without the event that would make a client stop', async () => {
  const reader = await subscribe({})
  expect(await reader.rest()).toBe('event: connected\ndata: {"reconnectAfterInactivityMs":45000}\n\n\n')
})

it.each([
  ['a guest', {}, {}, 'UNAUTHENTICATED'],
  ['a position beyond the end of the log', { after: 999_999 }, undefined, 'INVALID_INPUT'],
  ['an id that is no position', { lastEventId: 'x' }, undefined, 'INVALID_INPUT'],
])('refuses %s', async (_, input, headers, code) => {
  expect(await (await subscribe(input, headers)).rest()).toContain(`"code":"${code}"`)
})
