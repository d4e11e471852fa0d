import type { SupportClient } from '@kinconecta/support-client'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { codeOf } from '../support/desk.ts'
import { aTicket, useService } from '../support/harness.ts'
import { peopleOf } from '../support/people.ts'

const service = useService({ isClosed: true })

let people: Awaited<ReturnType<typeof peopleOf>>
beforeAll(async () => {
  people = await peopleOf(service)
})

const create = async (by: SupportClient = people.ana) => (await by.tickets.create(aTicket)).ticketId
const merge = (id: number, into: number) => people.agent.desk.tickets.merge({ id, into })
const reply = (id: number, body: string) => people.ana.messages.create({ id, body })

describe('a merge is refused', () => {
  it.each([
    ['into itself', async () => [await create()], 'INVALID_INPUT'],
    [
      'into the ticket of somebody else',
      async () => [await create(), await create(people.other)],
      'REQUESTER_MISMATCH',
    ],
    ['of a guest into one of a member', async () => [await create(people.guest), await create()], 'REQUESTER_MISMATCH'],
    ['of a member into one of a guest', async () => [await create(), await create(people.guest)], 'REQUESTER_MISMATCH'],
    ['into a ticket that does not exist', async () => [await create(), 9_000_000], 'TICKET_NOT_FOUND'],
    ['of a ticket that does not exist', async () => [9_000_000, await create()], 'TICKET_NOT_FOUND'],
  ])('%s', async (_, tickets, code) => {
    const [id, into = id] = await tickets()
    expect(await codeOf(merge(id!, into!))).toBe(code)
  })

  it('into a ticket that is done', async () => {
    const [source, target] = [await create(), await create()]
    const transition = { name: 'resolve', resolutionCode: 'SOLVED' } as const
    await people.agent.desk.tickets.transition({ id: target, transition })
    expect(await codeOf(merge(source, target))).toBe('STATUS_CONFLICT')
  })

  it('for another version of either ticket', async () => {
    const [source, target] = [await create(), await create()]
    const tried = (input: object) => codeOf(people.agent.desk.tickets.merge({ id: source, into: target, ...input }))
    expect(await tried({ ifVersion: 9 })).toBe('PRECONDITION_FAILED')
    expect(await tried({ intoIfVersion: 9 })).toBe('PRECONDITION_FAILED')
    expect(await tried({ ifVersion: 1, intoIfVersion: 1 })).toBeUndefined()
  })

  it('if the target would have too many messages, and moves as many as fit', async () => {
    const [source, target, other] = [await create(), await create(), await create()]
    const fill = (id: number, count: number) =>
      sql`insert into messages (ticket_id, kind, author_kind, body, created_at)
        select ${id}, 'reply', 'requester', 'm', now() from generate_series(1, ${count})`.execute(service.db)
    await fill(source, 1_000)
    await fill(target, 999)
    expect(await codeOf(merge(source, target))).toBe('MESSAGE_LIMIT_REACHED')
    await fill(other, 998)
    expect(await codeOf(merge(source, other))).toBeUndefined()
    expect((await people.ana.messages.list({ id: other, count: true })).total).toBe(2_000)
    expect(await codeOf(reply(source, 'x'))).toBe('MESSAGE_LIMIT_REACHED')
  })

  it('if the target would have too many attachments or followers', async () => {
    const [source, target] = [await create(), await create()]
    await sql`insert into support_ticket_attachments (ticket_id, file_url, file_name, uploaded_at)
      select ${source}, 'https://example.com/a.pdf', 'a.pdf', now() from generate_series(1, 501)`.execute(service.db)
    expect(await codeOf(merge(source, target))).toBe('FILE_LIMIT_REACHED')
    await sql`delete from support_ticket_attachments where ticket_id = ${source}`.execute(service.db)
    await sql`insert into agents (agent_id, role) select 'f' || n, 'agent' from generate_series(1, 51) n`.execute(
      service.db,
    )
    await sql`insert into ticket_followers select case n when 1 then ${source}::bigint else ${target}::bigint end, 'f' || n
      from generate_series(1, 51) n`.execute(service.db)
    expect(await codeOf(merge(source, target))).toBe('FOLLOWER_LIMIT_REACHED')
  })
})
