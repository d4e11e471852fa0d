import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/platform/database/connection.ts'
import { aTicket, useService } from '../support/harness.ts'
import { bearer, tokenOf } from '../support/tokens.ts'

const service = useService({ isClosed: true, maxConnections: 2, poolWaitMs: 1_000 })

describe('with a pool of 2', () => {
  it('64 callers with timeouts and aborts get only their own rows or a documented error', async () => {
    const callers = await Promise.all(
      Array.from({ length: 64 }, async (_, index) => ({
        userId: index + 1,
        headers: bearer(await tokenOf(String(index + 1), 'GUIDE')),
      })),
    )
    for (const { headers } of callers) await service.send('POST', '/api/support_tickets', aTicket, headers)
    let answered = 0
    const hammer = async ({ userId, headers }: (typeof callers)[number]) => {
      for (let round = 0; round < 15; round++) {
        const signal = round % 3 === 0 ? AbortSignal.timeout(1 + (round % 7)) : undefined
        const path = round % 2 === 0 ? '/api/support_tickets' : `/api/support_tickets/${userId}`
        const response = await fetch(service.url + path, { headers, ...(signal && { signal }) }).catch(() => undefined)
        const body = (await response?.json().catch(() => undefined)) as
          | { userId?: number; code?: string }
          | { userId: number }[]
          | undefined
        if (!response || !body) continue
        answered++
        const rows = [body].flat() as { userId?: number; code?: string }[]
        for (const row of rows)
          expect(row.code ?? row.userId).toBe(
            response.ok ? userId : row.code === 'TICKET_NOT_FOUND' ? row.code : 'DATABASE_BUSY',
          )
      }
    }
    await Promise.all(callers.map(hammer))
    expect(answered).toBeGreaterThan(300)
    for (const { headers, userId } of callers.slice(0, 5)) {
      const { json } = await service.send('GET', '/api/support_tickets', undefined, headers)
      expect(json.map((ticket: { userId: number }) => ticket.userId)).toEqual([userId])
    }
  })

  it('503 DATABASE_BUSY with Retry-After in about a second while all connections are in use', async () => {
    const headers = bearer(await tokenOf('1', 'ADMIN'))
    const held = await Promise.all([service.db, service.lists].map((pool) => pool.startTransaction().execute()))
    const started = performance.now()
    const { status, json, headers: answer } = await service.send('GET', '/api/support_tickets', undefined, headers)
    expect([status, json.code, answer.get('retry-after')]).toEqual([503, 'DATABASE_BUSY', '1'])
    expect(performance.now() - started).toBeLessThan(3_000)
    expect((await service.send('GET', '/healthz')).status).toBe(200)
    await Promise.all(held.map((transaction) => transaction.rollback().execute()))
    expect((await service.send('GET', '/api/support_tickets', undefined, headers)).status).toBe(200)
  })

  it('503 DATABASE_BUSY after the lock timeout if the row is locked, and nothing is written', async () => {
    const headers = bearer(await tokenOf('1', 'ADMIN'))
    const { json } = await service.send('POST', '/api/support_tickets', aTicket, headers)
    const other = openDatabase(service.databaseUrl, { maxConnections: 1, hasTimeouts: false })
    const lock = await other.startTransaction().execute()
    await sql`select 1 from support_tickets where ticket_id = ${json.ticketId} for update`.execute(lock)
    const blocked = await service.send(
      'PUT',
      `/api/support_tickets/${json.ticketId}`,
      { ...aTicket, subject: 'x' },
      headers,
    )
    expect([blocked.status, blocked.json.code]).toEqual([503, 'DATABASE_BUSY'])
    await lock.rollback().execute()
    await other.destroy()
    expect((await service.send('GET', `/api/support_tickets/${json.ticketId}`, undefined, headers)).json).toEqual(json)
  })

  it('DATABASE_TIMEOUT for a statement that takes too long', async () => {
    await expect(sql`select pg_sleep(20)`.execute(service.db)).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' })
  })
})
