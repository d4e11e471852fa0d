// Saved replies with changes: who sees them, what they insert, what they do, and how often they were used.
import type { MacroCreate, SupportClient } from '@kinconecta/support-client'
import { MACRO_PLACEHOLDERS, MAX_MACROS, placeholderProblem, renderMacro } from '@kinconecta/support-contracts'
import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { countMacroUses } from '../../src/desk/macros/macro-uses.repository.ts'
import { numberEvents } from '../../src/events/sequencer.ts'
import { runBulks } from '../support/bulk.ts'
import { codeOf, refusalOf, staffClient } from '../support/desk.ts'
import { aTicket, useService } from '../support/harness.ts'

const service = useService({ isClosed: true })
let ana: SupportClient
let ben: SupportClient
let boss: SupportClient
beforeAll(async () => {
  ana = await staffClient(service, 'ana')
  ben = await staffClient(service, 'ben')
  boss = await staffClient(service, 'boss', 'ADMIN')
  for (const agent of [ana, ben, boss]) await agent.desk.agents.me()
})
beforeEach(() => sql`truncate macros, support_tickets cascade`.execute(service.db))

const macro = { name: 'Urgent', changes: { priority: 'URGENT' } } as const satisfies MacroCreate
const create = async (fields: Partial<MacroCreate> = {}, who = ana) => {
  const { macroId } = await who.desk.macros.create({ ...macro, ...fields })
  return macroId
}
const ticket = async (fields: object = {}) => (await boss.tickets.create({ ...aTicket, ...fields })).ticketId
const typesOf = async (id: number) => {
  await numberEvents(service.db)
  return (await boss.desk.tickets.timeline({ id, limit: 1000 })).items.slice(1).map(({ type }) => type)
}

describe('a macro', () => {
  it('is seen by its owner, by its team or by all staff, and changed by its owner and admins', async () => {
    const { teamId } = await boss.desk.teams.create({ name: crypto.randomUUID(), memberIds: ['ben'] })
    const { teamId: otherId } = await boss.desk.teams.create({ name: crypto.randomUUID(), memberIds: ['ana'] })
    const own = await create()
    const ofTeam = await create({ isShared: true, teamId })
    const ofOther = await create({ isShared: true, teamId: otherId })
    const ofAll = await create({ isShared: true })
    const seen = async (who: SupportClient) => (await who.desk.macros.list()).items.map(({ macroId }) => macroId)
    expect(await seen(ana)).toEqual([own, ofTeam, ofOther, ofAll])
    expect(await seen(ben)).toEqual([ofTeam, ofAll])
    expect(await seen(boss)).toEqual([ofTeam, ofOther, ofAll])
    const id = await ticket()
    for (const macroId of [own, ofOther]) {
      const { macros } = ben.desk
      const calls = [macros.get({ id: macroId }), macros.preview({ id, macroId }), macros.apply({ id, macroId })]
      const changes = [macros.update({ id: macroId, ...macro }), macros.delete({ id: macroId })]
      expect(await Promise.all([...calls, ...changes].map(codeOf))).toEqual(
        Array.from({ length: 5 }, () => 'MACRO_NOT_FOUND'),
      )
    }
    expect((await ben.desk.macros.uses({ macroIds: [own, ofAll] })).uses.map(({ macroId }) => macroId)).toEqual([ofAll])
    expect(await codeOf(ben.desk.macros.update({ id: ofAll, ...macro }))).toBe('FORBIDDEN')
    expect(await codeOf(ben.desk.macros.delete({ id: ofTeam }))).toBe('FORBIDDEN')
    expect(await boss.desk.macros.update({ id: ofAll, name: 'Now own', changes: macro.changes })).toMatchObject({
      ownerId: 'ana',
      isShared: false,
    })
    const update = { ...macro, id: ofTeam, isShared: true, teamId }
    expect(await codeOf(ana.desk.macros.update(update, { ifVersion: 9 }))).toBe('PRECONDITION_FAILED')
    expect((await ana.desk.macros.update(update, { ifVersion: 1 }).withResponse()).version).toBe(2)
    await boss.desk.teams.update({ id: teamId, memberIds: [] })
    expect(await codeOf(ben.desk.macros.get({ id: ofTeam }))).toBe('MACRO_NOT_FOUND')
  })

  it('is refused if it does nothing, inserts something unknown, or is one too many', async () => {
    const reply = (body: string) => ({ reply: { kind: 'reply' as const, body } })
    const refused: object[] = [
      { changes: {} },
      { changes: undefined },
      { changes: undefined, reply: null },
      { changes: { assign: {} } },
      { teamId: 1 },
      reply('Hello {{requester.phone}}'),
      reply('Hello {{}}'),
      reply('Hello {{ {{ticket.id}} }}'),
      reply('Hello {{ticket.id'),
      reply('{{constructor}}'),
      reply('{{ticket.id}}'.repeat(51)),
      reply('x'.repeat(10_001)),
      reply('a\0b'),
      reply(''),
    ]
    const codes = await Promise.all(refused.map((fields) => codeOf(ana.desk.macros.create({ ...macro, ...fields }))))
    expect(codes).toEqual(refused.map(() => 'INVALID_INPUT'))
    expect(await refusalOf(ana.desk.macros.create({ ...macro, ...reply('{{nobody}}') }))).toMatchObject({
      issues: [{ path: ['reply', 'body'], message: expect.stringContaining('Unknown placeholder') as string }],
    })
    expect(await codeOf(create({ isShared: true, teamId: 999_999 }))).toBe('TEAM_NOT_FOUND')
    await sql`insert into macros (owner_id, name, changes, created_at)
      select 'ana', 'many', '{}', now() from generate_series(1, ${MAX_MACROS - 1})`.execute(service.db)
    const attempts = await Promise.all([codeOf(create()), codeOf(create())])
    expect(new Set(attempts)).toEqual(new Set(['MACRO_LIMIT_REACHED', undefined]))
  })
})

describe('the text of a macro', () => {
  const values = {
    ticket: {
      ticketId: 7,
      subject: 'Cambio\n\n# {{agent.name}}',
      fullName: ' Ana\tMaría Torres ',
      email: 'ana@example.com',
    },
    agent: { agentId: 'a-1', name: null },
  }

  it('gets the values of the ticket and the caller, each on one line and never replaced again', () => {
    const text = MACRO_PLACEHOLDERS.map((name) => `{{${name}}}`).join('|')
    expect(renderMacro(text, values)).toBe('7|Cambio  # {{agent.name}}|Ana María Torres|Ana|ana@example.com|a-1')
    expect(renderMacro('{{ ticket.id }} } { }} $& $1', values)).toBe('7 } { }} $& $1')
  })

  it('is rendered as its parts say, whatever they contain', () => {
    const plain = fc
      .string({ unit: fc.constantFrom('{', '}', 'a', ' ', '$', '.', 'é') })
      .filter((s) => !s.includes('{{'))
    const part = fc.oneof(
      plain.filter((text) => !text.endsWith('{')).map((text) => ({ text, rendered: text })),
      fc.constantFrom('ticket.id', 'agent.name').map((name) => ({
        text: `{{${name}}}`,
        rendered: name === 'ticket.id' ? '7' : 'a-1',
      })),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
        const text = parts.map((each) => each.text).join('')
        expect(placeholderProblem(text)).toBeUndefined()
        expect(renderMacro(text, values)).toBe(parts.map(({ rendered }) => rendered).join(''))
      }),
      { numRuns: 200 },
    )
  })

  it('is checked and rendered in time that grows with its length only', () => {
    for (const hostile of ['{', '{{', '{{a', '{{a}', '}}', '{{{', '{{}}', '{{ticket.id']) {
      const text = hostile.repeat(2_000_000 / hostile.length)
      const startedMs = performance.now()
      placeholderProblem(text)
      expect(performance.now() - startedMs).toBeLessThan(1_500)
    }
  })
})

describe('applying a macro', () => {
  const reply = { kind: 'reply', body: 'Hola {{requester.firstName}}, soy {{agent.name}}' } as const
  const changes: MacroCreate['changes'] = {
    transition: { name: 'resolve', resolutionCode: 'SOLVED' },
    assign: { agentId: 'me' },
    tags: { add: ['refund'] },
  }

  it('shows what it would do, writes nothing, and then does exactly that', async () => {
    const id = await ticket({ fullName: 'María {{agent.name}}' })
    const macroId = await create({ reply, changes })
    const before = await ana.desk.tickets.get({ id })
    const preview = await ana.desk.macros.preview({ id, macroId })
    expect(preview.reply).toEqual({ kind: 'reply', body: 'Hola María, soy ana' })
    expect(preview.before).toEqual(before)
    expect([await ana.desk.tickets.get({ id }), await typesOf(id)]).toEqual([before, []])
    expect((await ana.desk.tags.list({ limit: 1000 })).items.map(({ name }) => name)).not.toContain('refund')
    const { data, version } = await ana.desk.macros.apply({ id, macroId }, { ifVersion: 1 }).withResponse()
    expect(data.ticket).toEqual(preview.after)
    expect(data.ticket).toMatchObject({ status: 'RESOLVED', assigneeId: 'ana', tags: ['refund'] })
    expect(data.message).toMatchObject({ kind: 'reply', body: 'Hola María, soy ana', sendAt: null })
    expect((await ana.desk.tickets.get({ id }).withResponse()).version).toBe(version)
    expect(await typesOf(id)).toEqual([
      'message.created',
      'ticket.waiting_on_changed',
      'ticket.status_changed',
      'ticket.resolution_changed',
      'ticket.tags_changed',
      'ticket.assigned',
    ])
    expect(await codeOf(ana.desk.macros.preview({ id, macroId }))).toBe('STATUS_CONFLICT')
  })

  it('and a bulk change keep the clocks of service levels right', async () => {
    const hours = [{ day: 'wednesday' as const, from: '09:00', to: '17:30' }]
    const { calendarId } = await boss.desk.calendars.create({ name: 'UTC', timeZone: 'UTC', hours })
    const targets = { firstResponseMinutes: 60, nextResponseMinutes: null, resolutionMinutes: 120 }
    const { policyId } = await boss.desk.policies.create({ name: 'All', calendarId, targets })
    const [id, other] = [await ticket(), await ticket()]
    expect(await ana.desk.tickets.get({ id })).toMatchObject({
      nextTarget: 'first_response',
      dueAt: '2026-03-11T11:30:00',
    })
    const macroId = await create({ reply, changes: { waitingOn: 'agent', priority: 'HIGH' } })
    const preview = await ana.desk.macros.preview({ id, macroId })
    expect(preview.after).toMatchObject({ nextTarget: 'resolution', dueAt: '2026-03-11T12:30:00' })
    expect((await ana.desk.macros.apply({ id, macroId })).ticket).toEqual(preview.after)
    expect(await ana.desk.tickets.get({ id })).toEqual(preview.after)
    await ana.desk.bulk.create({ tickets: [{ id }, { id: other }], changes: { waitingOn: 'requester' } })
    await runBulks(service)
    for (const each of [id, other]) expect((await ana.desk.tickets.get({ id: each })).dueAt).toBeNull() // it is paused
    await boss.desk.policies.delete({ id: policyId })
  })

  it('is all or nothing', async () => {
    const id = await ticket()
    const macroId = await create({ reply, changes: { ...changes, snooze: { untilReply: true } } })
    expect(await codeOf(ana.desk.macros.apply({ id, macroId }))).toBe('STATUS_CONFLICT') // it is resolved by then
    const other = await create({ reply, changes })
    expect(await codeOf(ana.desk.macros.apply({ id, macroId: other, ifVersion: 9 }))).toBe('PRECONDITION_FAILED')
    const { items } = await ana.desk.messages.list({ id })
    expect([items.length, await typesOf(id)]).toEqual([1, []])
    expect((await ana.desk.macros.uses()).uses.map(({ useCount }) => useCount)).toEqual([0, 0])
    const tried = await ana.desk.macros.apply({ id, macroId: other }, { dryRun: true }).withResponse()
    expect([tried.data.ticket.status, tried.dryRunEvents!.length, await typesOf(id)]).toEqual(['RESOLVED', 6, []])
  })

  it('lets its changes win over what the reply changes, and sends the reply later if asked', async () => {
    const id = await ticket()
    const macroId = await create({ reply, changes: { waitingOn: 'third_party' } })
    const { message, ticket: after } = await ana.desk.macros.apply({ id, macroId, sendAfterSeconds: 30 })
    expect([message!.sendAt, after.waitingOn, after.firstRespondedAt]).toEqual([
      '2026-03-11T10:30:30',
      'third_party',
      null,
    ])
    expect(await ana.desk.messages.cancel({ id, messageId: message!.messageId })).toMatchObject({ body: message!.body })
    const sent = await ana.desk.macros.apply({ id, macroId })
    expect([sent.ticket.waitingOn, sent.ticket.firstRespondedAt]).toEqual(['third_party', '2026-03-11T10:30:00'])
    expect((await ana.messages.list({ id })).items).toHaveLength(2)
  })

  it('keeps a draft, unless its edited text is what is sent', async () => {
    const id = await ticket()
    const macroId = await create({ reply })
    await ana.desk.drafts.put({ id, kind: 'reply', body: 'Half an ans' })
    await ana.desk.macros.apply({ id, macroId })
    expect((await ana.desk.drafts.get({ id, kind: 'reply' })).body).toBe('Half an ans')
    const { message } = await ana.desk.macros.apply({ id, macroId, body: 'Edited {{agent.name}}' })
    expect(message!.body).toBe('Edited {{agent.name}}') // a text that was written is not a template
    expect(await codeOf(ana.desk.drafts.get({ id, kind: 'reply' }))).toBe('DRAFT_NOT_FOUND')
  })

  it('is counted once for each use, by many at the same time, without waiting for each other', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => ticket()))
    const macroId = await create({ isShared: true })
    // A transaction that has used the macro and does not end.
    const open = await service.db.startTransaction().execute()
    await sql`insert into macro_uses values (${macroId}, now())`.execute(open)
    const key = { idempotencyKey: crypto.randomUUID() }
    await Promise.all(ids.map((id, index) => (index % 2 ? ana : ben).desk.macros.apply({ id, macroId })))
    for (let times = 0; times < 2; times++) await ben.desk.macros.apply({ id: ids[0]!, macroId }, key)
    await open.rollback().execute()
    const expected = [{ macroId, useCount: 21, lastUsedAt: '2026-03-11T10:30:00' }]
    expect((await ana.desk.macros.uses()).uses).toEqual(expected)
    await Promise.all([countMacroUses(service.db), countMacroUses(service.db), countMacroUses(service.db)])
    expect((await ana.desk.macros.uses({ macroIds: [macroId] })).uses).toEqual(expected)
    const { rows } = await sql`select from macro_uses`.execute(service.db)
    const { version } = await ana.desk.macros.get({ id: macroId }).withResponse()
    expect([rows.length, version]).toEqual([0, 1])
    await ana.desk.macros.apply({ id: ids[0]!, macroId })
    expect((await ana.desk.macros.uses()).uses[0]!.useCount).toBe(22)
  })
})
