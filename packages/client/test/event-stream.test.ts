import type { SupportEvent } from '@kinconecta/support-contracts'
import { describe, expect, it } from 'vitest'
import { createSupportClient } from '../src/index.ts'
import { fakeSupport, makeTicket, makeTicketCreate } from '../src/testing/index.ts'
import { bytes, reset, scriptedServer, type Script } from './scripted-server.ts'

const event = (position: number): SupportEvent => ({
  id: `evt_${position}`,
  position,
  type: 'ticket.deleted',
  occurredAt: '2026-03-11T10:30:00',
  ticketId: 1,
  actor: { kind: 'admin', id: 'admin:1' },
  version: 1,
  data: {},
})
const textOf = (each: SupportEvent) => `id: ${each.position}\nevent: ${each.type}\ndata: ${JSON.stringify(each)}\n\n`
const streaming =
  (from: number, positions: number[], isBroken = false): Script =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const text = `retry: 2000\nid: ${from}\n\n: open\n\n${positions.map((each) => textOf(event(each))).join('')}`
    response.write(text)
    if (isBroken) response.write('id: 99\ndata: {"pos', () => response.destroy())
    else response.end()
  }
const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
  bytes(status, JSON.stringify({ status, code, detail: `It is ${code}` }), headers)

const takenFrom = async (url: string, count: number, options = {}) => {
  const positions: number[] = []
  for await (const { position } of createSupportClient({ url }).events.stream(options)) {
    positions.push(position)
    if (positions.length === count) break
  }
  return positions
}

describe('support.events.stream', () => {
  it('goes on after the last event through ends, broken connections and refusals that pass, each event once', async () => {
    const { url, requests } = await scriptedServer(
      problem(429, 'RATE_LIMITED', { 'retry-after': '0' }),
      streaming(7, [8, 9], true),
      reset,
      problem(503, 'NOT_READY', { 'retry-after': '0' }),
      bytes(502, '<html>', { 'retry-after': '0' }),
      streaming(9, [9, 10]),
      streaming(10, [11]),
    )
    expect(await takenFrom(url, 4, { after: 7, types: ['ticket.deleted'], ticketId: 1 })).toEqual([8, 9, 10, 11])
    expect(requests.map((request) => /after=(\d+)/.exec(request.url)![1])).toEqual(['7', '7', '9', '9', '9', '9', '10'])
    expect(requests[0]!.url).toBe('/api/events/stream?types=ticket.deleted&after=7&ticketId=1')
  })

  it('loses nothing where the first connection breaks before its first event', async () => {
    const { url, requests } = await scriptedServer(streaming(41, [], true), streaming(41, [42]))
    expect(await takenFrom(url, 1)).toEqual([42])
    expect(requests.map((request) => request.url)).toEqual(['/api/events/stream', '/api/events/stream?after=41'])
  })

  it.each([
    [400, 'INVALID_INPUT'],
    [403, 'FORBIDDEN'],
    [410, 'EVENTS_TRIMMED'],
  ])('rejects with %i %s', async (status, code) => {
    const { url } = await scriptedServer(problem(status, code))
    await expect(takenFrom(url, 1)).rejects.toMatchObject({
      name: 'SupportApiError',
      status,
      code,
      operation: 'events.stream',
    })
  })

  it('rejects where the answer is no stream', async () => {
    const { url } = await scriptedServer(bytes(200, '<html>'))
    await expect(takenFrom(url, 1)).rejects.toMatchObject({ code: 'UNEXPECTED_ANSWER' })
  })

  it('asks for the token at each connection, and for another where it was refused', async () => {
    const { url, requests } = await scriptedServer(streaming(0, [1]), problem(401, 'TOKEN_INVALID'), streaming(1, [2]))
    let asked = 0
    const support = createSupportClient({ url, token: () => `token-${++asked}` })
    for await (const { position } of support.events.stream({ after: 0 })) if (position === 2) break
    expect(requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-2',
      'Bearer token-3',
    ])
  })

  it('ends without an error when its signal aborts: while it waits for events, and while it waits to reconnect', async () => {
    const open: Script = (response) =>
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': open\n')
    for (const script of [open, problem(503, 'NOT_READY', { 'retry-after': '30' })]) {
      const { url } = await scriptedServer(script)
      expect(await takenFrom(url, 1, { signal: AbortSignal.timeout(200) })).toEqual([])
    }
  })
})

describe('the stream of the fake', () => {
  it('gives the events of changes, old and new, and resumes', async () => {
    const fake = fakeSupport({ tickets: [makeTicket({ ticketId: 1 })] })
    const support = createSupportClient({ url: 'http://support.test', fetch: fake.fetch })
    await support.tickets.delete({ id: 1 })
    const types: string[] = []
    for await (const { type, position } of support.events.stream({ after: 0 })) {
      types.push(type)
      if (types.length === 1) await support.tickets.create(makeTicketCreate())
      if (position === 2) break
    }
    expect(types).toEqual(['ticket.deleted', 'ticket.created'])
    expect(fake.events()).toHaveLength(2)
  })

  it('ends with its signal, refuses what it is told to, and a position beyond its log', async () => {
    const fake = fakeSupport()
    const support = createSupportClient({ url: 'http://support.test', fetch: fake.fetch })
    const firstOf = async (options: object) => {
      for await (const each of support.events.stream(options)) return each
      return undefined
    }
    expect(await firstOf({ signal: AbortSignal.timeout(50) })).toBeUndefined()
    await expect(firstOf({ after: 5 })).rejects.toMatchObject({ code: 'INVALID_INPUT', status: 400 })
    fake.refuseNext('FORBIDDEN')
    await expect(firstOf({})).rejects.toMatchObject({ code: 'FORBIDDEN', status: 403 })
  })
})
