import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CommitProxy, type Cut, startCommitProxy } from '../support/commit-proxy.ts'
import { type Answer, aTicket, useService } from '../support/harness.ts'
import { type RealProcess, startProcess } from '../support/real-process.ts'

const CUTS = 50
const service = useService()
let proxy: CommitProxy
beforeAll(async () => {
  proxy = await startCommitProxy(service.databaseUrl)
})
afterAll(() => proxy.close())

const countOf = async (subject: string) =>
  (await service.db.selectFrom('support_tickets').select('ticket_id').where('subject', '=', subject).execute()).length

async function create(server: RealProcess, subject: string, key?: string): Promise<Pick<Answer, 'status' | 'json'>> {
  const response = await fetch(`${server.url}/api/support_tickets`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) },
    body: JSON.stringify({ ...aTicket, subject }),
  })
  return { status: response.status, json: await response.json() }
}

describe('a connection that is cut at COMMIT', () => {
  it(`${CUTS} times: no failure is reported for a change that was made, and a retry leaves one row`, async () => {
    const server = await startProcess({ DATABASE_URL: proxy.url, LOG_LEVEL: 'error' })
    for (let round = 0; round < CUTS; round++) {
      const cut: Cut = round % 2 === 0 ? 'after COMMIT' : 'before COMMIT'
      const subject = randomUUID()
      proxy.cutNext(cut, subject)
      const first = await create(server, subject, subject)
      const isDone = cut === 'after COMMIT'
      // If the change was made, the row of the key shows it. If not, the server cannot know yet.
      expect([first.status, first.json.code]).toEqual(isDone ? [201, undefined] : [503, 'OUTCOME_UNKNOWN'])
      // Until Postgres notices the lost connection, the key is still locked.
      let again = await create(server, subject, subject)
      while (again.status === 409) again = await create(server, subject, subject)
      if (again.status !== 201) console.log(round, cut, server.output())
      expect([again.status, again.json.code]).toEqual([201, undefined])
      expect(again.json.ticketId).toBe(isDone ? first.json.ticketId : again.json.ticketId)
      expect(await countOf(subject)).toBe(1)
    }
    expect(proxy.cuts()).toBe(CUTS)
    await server.end('SIGTERM')
  })

  it('503 OUTCOME_UNKNOWN without a key, whether the change was made or not', async () => {
    const server = await startProcess({ DATABASE_URL: proxy.url, LOG_LEVEL: 'silent' })
    for (const cut of ['after COMMIT', 'before COMMIT'] as const) {
      const subject = randomUUID()
      proxy.cutNext(cut, subject)
      const { status, json } = await create(server, subject)
      expect([status, json.code]).toEqual([503, 'OUTCOME_UNKNOWN'])
      expect(await countOf(subject)).toBe(cut === 'after COMMIT' ? 1 : 0)
    }
    await server.end('SIGTERM')
  })
})
