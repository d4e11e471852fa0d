// Merges, undos and splits while requesters and agents write over HTTP: every message that was acknowledged is in exactly
// one conversation, and every ticket counts its messages. MERGE_ROUNDS makes it longer.
import { sql } from 'kysely'
import { beforeAll, expect, it } from 'vitest'
import { aTicket, useService } from '../support/harness.ts'
import { bearer, tokenOf } from '../support/tokens.ts'

const service = useService({ isClosed: true })
const ROUNDS = Number(process.env['MERGE_ROUNDS'] ?? 12)
const TICKETS = 4
const WRITERS = 6

let ana: Record<string, string>
let agent: Record<string, string>
beforeAll(async () => {
  ana = bearer(await tokenOf('42', 'TOURIST'))
  agent = bearer(await tokenOf('agent-7', 'AGENT'))
})

const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(Math.random() * items.length)]!

it('nothing is lost, and nothing is there twice', { timeout: 30_000 + ROUNDS * 1_000 }, async () => {
  const ids: number[] = []
  for (let count = 0; count < TICKETS; count++) {
    ids.push((await service.send('POST', '/api/support_tickets', aTicket, ana)).json.ticketId)
  }
  const written = new Set<number>()
  const bodies = new Map<number, string>()
  const codes = new Map<string, number>()
  let merges = 0
  const over = new AbortController()

  /** Sends a request. A refusal is no failure; anything else is. */
  const send = async (path: string, body: object, headers: Record<string, string>) => {
    const answer = await service.send('POST', path, body, headers)
    const code: string = answer.status < 300 ? 'done' : answer.json.code
    codes.set(code, (codes.get(code) ?? 0) + 1)
    return answer.status < 300 ? answer.json : undefined
  }
  const writer = async (number: number) => {
    for (let count = 0; !over.signal.aborted; count++) {
      const body = `${number} ${count}`
      const [path, fields, headers] = pick([
        [`/api/support_tickets/${pick(ids)}/messages`, { body }, ana],
        [`/api/desk/tickets/${pick(ids)}/messages`, { body, kind: 'reply' }, agent],
        [`/api/desk/tickets/${pick(ids)}/messages`, { body, kind: 'note' }, agent],
      ] as const)
      const message = await send(path, fields, headers)
      if (!message || message.messageId === 0) continue // the reply to a closed ticket starts another one
      written.add(message.messageId)
      bodies.set(message.messageId, body)
    }
  }
  const merger = async (rounds: number) => {
    for (let round = 0; round < rounds; round++) {
      const id = pick(ids)
      if (await send(`/api/desk/tickets/${id}/merge`, { into: pick(ids) }, agent)) merges++
      await send(`/api/desk/tickets/${pick(ids)}/unmerge`, {}, agent)
    }
  }
  const writers = Array.from({ length: WRITERS }, (_, number) => writer(number))
  await Promise.all([merger(ROUNDS), merger(ROUNDS), merger(ROUNDS)])
  over.abort()
  await Promise.all(writers)

  expect([...codes.keys()].filter((code) => !EXPECTED.has(code))).toEqual([])
  expect(written.size).toBeGreaterThan(ROUNDS)
  expect(merges).toBeGreaterThan(ROUNDS / 4)
  const stored = await service.db
    .selectFrom('messages')
    .select(['message_id', 'ticket_id', 'body', 'merged_by', 'copy_of'])
    .execute()
  const own = stored.filter(({ copy_of: copyOf }) => copyOf === null)
  expect(own.map(({ message_id: id }) => id).toSorted(ascending)).toEqual([...written].toSorted(ascending))
  expect(own.every(({ message_id: id, body }) => bodies.get(id) === body)).toBe(true)
  expect(await differentCounts()).toEqual([])

  // All merges are undone, the last first: then every conversation is where it began.
  for (let left = TICKETS; left > 0; left--) {
    for (const id of ids) await service.send('POST', `/api/desk/tickets/${id}/unmerge`, {}, agent)
  }
  const { rows } = await sql`select message_id from messages where merged_by <> '{}' or copy_of is not null`.execute(
    service.db,
  )
  expect(rows).toEqual([])
  expect(await differentCounts()).toEqual([])
  expect(await service.db.selectFrom('ticket_merges').select('merge_id').execute()).toEqual([])
})

const ascending = (a: number, b: number) => a - b

// A transaction that conflicts with others is tried four times; then the caller may retry.
const EXPECTED = new Set([
  'done',
  'STATUS_CONFLICT',
  'INVALID_INPUT',
  'WRITE_CONTENTION',
  'DATABASE_TIMEOUT',
  'DATABASE_BUSY',
])

/** The tickets that do not say how many messages they have. */
async function differentCounts(): Promise<unknown[]> {
  const { rows } = await sql`select ticket_id, message_count from support_tickets
    where message_count <> 1 + (select count(*) from messages where messages.ticket_id = support_tickets.ticket_id)`.execute(
    service.db,
  )
  return rows
}
