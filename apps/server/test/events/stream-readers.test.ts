// Readers of one log: fast ones, one that does not read, and one whose connections keep breaking.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createSupportClient } from '@kinconecta/support-client'
import type { SupportEvent } from '@kinconecta/support-contracts'
import { expect, it } from 'vitest'
import { startBreakingProxy } from '../support/breaking-proxy.ts'
import { openStream } from '../support/event-stream.ts'
import { eventsOf, insertManyEvents } from '../support/events.ts'
import { aTicket, useService } from '../support/harness.ts'

const service = useService({ maxConnections: 20 })
const { lastPosition } = eventsOf(service)

const WRITERS = 32
const CHANGES = 12
const MANY = 60_000
const MAX_WAITING_BYTES = 128 * 1024

/** 32 writers, each with a ticket of its own that it changes, after pauses of random lengths. */
async function write(): Promise<void> {
  const work = Array.from({ length: WRITERS }, async () => {
    const { json } = await service.send('POST', '/api/support_tickets', aTicket)
    for (let change = 1; change < CHANGES; change++) {
      await sleep(Math.random() * 10)
      const subject = `${change}`
      await service.send('PUT', `/api/support_tickets/${json.ticketId}`, { ...aTicket, subject })
    }
  })
  await Promise.all(work)
}

/** What is wrong with the order: empty if positions have no gaps, nor have the versions of a ticket. */
function disorderIn(events: SupportEvent[], start: number): string[] {
  const versions = new Map<number, number>()
  return events.flatMap(({ position, ticketId, version }, index) => {
    const isNext = position === start + index + 1 && version === (versions.get(ticketId) ?? 0) + 1
    versions.set(ticketId, version)
    return isNext ? [] : [`${position}: version ${version} of ticket ${ticketId}`]
  })
}

it('32 writers: a stream, and a client whose connections are broken, get every event once and in order', async () => {
  const start = await lastPosition()
  const stream = await openStream(`${service.url}/api/events/stream`)
  const read = stream.take(WRITERS * CHANGES)
  const proxy = await startBreakingProxy(service.url)
  const followed: SupportEvent[] = []
  const follow = async () => {
    for await (const event of createSupportClient({ url: proxy.url }).events.stream({ after: start })) {
      followed.push(event)
      if (followed.length % 60 === 0) proxy.breakAll()
      if (followed.length === WRITERS * CHANGES) return
    }
  }
  await Promise.all([follow(), write()])
  expect(disorderIn(followed, start)).toEqual([])
  expect(await read).toEqual(followed)
})

it('a reader that does not read delays no other, keeps few bytes here, and gets everything when it reads again', async () => {
  await insertManyEvents(service.db, MANY)
  const end = await lastPosition()
  const slow = await slowReader()
  const fast = await openStream(`${service.url}/api/events/stream?after=${end}`)
  const startedMs = performance.now()
  await service.send('POST', '/api/support_tickets', aTicket)
  expect((await fast.take(1)).map(({ position }) => position)).toEqual([end + 1])
  expect(performance.now() - startedMs).toBeLessThan(2_000)
  expect(slow.here.writableLength).toBeGreaterThan(0)
  expect(slow.here.writableLength).toBeLessThan(MAX_WAITING_BYTES)
  const positions = await slow.readTo(end + 1)
  expect(positions).toEqual(Array.from({ length: end + 1 }, (_, index) => index + 1))
})

/** A reader of the whole log that has not read since the buffers on its way are full; `here` is the server's end. */
async function slowReader() {
  const connected = once(service.app.server, 'connection') as Promise<[Socket]>
  const slow = connect(Number(new URL(service.url).port), '127.0.0.1')
  slow.pause()
  slow.write(`GET /api/events/stream?after=0 HTTP/1.1\r\nHost: localhost\r\n\r\n`)
  const [here] = await connected
  await expect.poll(() => here.writableLength, { timeout: 10_000 }).toBeGreaterThan(0)
  await sleep(500)
  const readTo = async (position: number): Promise<number[]> => {
    let text = ''
    for await (const chunk of slow) {
      text += String(chunk)
      if (text.slice(-2_000).includes(`id: ${position}\n`)) break
    }
    return [...text.matchAll(/^id: (\d+)\r?\nevent:/gm)].map(([, each]) => Number(each))
  }
  return { here, readTo }
}
