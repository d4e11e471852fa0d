import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { transports, outcomeOf, overRest } from '../support/both-transports.ts'
import { aTicket, useService } from '../support/harness.ts'

const service = useService()

const tickets = {
  gonzalez: { fullName: 'María González', email: 'maria.gonzalez@example.com', subject: 'Reservación', message: 'x' },
  plural: { subject: 'Mis reservaciones', message: 'El punto de encuentro no coincide con el mapa' },
  turned: { subject: 'Hola', message: 'Un encuentro sin punto' },
  english: {
    subject: 'Booking was charged twice',
    message: "It's the 2nd e-mail. See KC-1234567 or https://a.test/b?c=d",
  },
  cash: { subject: 'Reembolso', message: 'Pagué en efectivo y espero el reembolso' },
  card: { subject: 'Pago con tarjeta', message: 'Espero el reembolso de la tarjeta' },
  other: { fullName: 'Łukasz Ñandú', email: 'lukasz+tours@example.com', subject: '東京 Привет', message: '😀 100%' },
  apostrophe: { fullName: "Sinéad O'Hara-Ruiz", email: 's@example.com', subject: 'sin asunto', message: 'nada' },
  will: { fullName: 'Will Smith', email: 'w@example.com', subject: 'sin asunto', message: 'nada' },
}
const names = Object.keys(tickets)

beforeAll(async () => {
  for (const ticket of Object.values(tickets))
    await service.client.tickets.create({ ...aTicket, fullName: 'n', email: 'e', ...ticket })
})

const found = async (q: string, more: object = {}) =>
  (await service.client.tickets.list({ q, ...more })).items.map(({ ticketId }) => names[ticketId - 1])

describe('q', () => {
  it.each([
    // accents and case are ignored
    ['Gonzalez', ['gonzalez']],
    ['GONZÁLEZ', ['gonzalez']],
    ['gonza\u0301lez', ['gonzalez']],
    ['nandu', ['other']],
    ['ñandú', ['other']],
    // forms of a word, in both languages
    ['reservación', ['plural', 'gonzalez']],
    ['reservacion', ['plural', 'gonzalez']],
    ['reservaciones', ['plural', 'gonzalez']],
    ['charge', ['english']],
    ['bookings', ['english']],
    ['pagar', ['card', 'cash']],
    // all words must match
    ['espero reembolso', ['card', 'cash']],
    ['reembolso tarjeta', ['card']],
    ['reembolso montaña', []],
    // phrases
    ['"punto de encuentro"', ['plural']],
    ['“punto de encuentro”', ['plural']],
    ['punto encuentro', ['turned', 'plural']],
    ['"charged twice"', ['english']],
    ['"twice charged"', []],
    ['"punto de encuentro', ['plural']],
    // exclusions
    ['reembolso -efectivo', ['card']],
    ['reembolso -"de la tarjeta"', ['cash']],
    ['reembolso - efectivo', ['cash']],
    // names and emails, by prefix and without stemming
    ["O'Hara", ['apostrophe']],
    ["sinead o'hara-ru", ['apostrophe']],
    ["d'hara", []],
    ['gonz', ['gonzalez']],
    ['mar gonz', ['gonzalez']],
    ['maria.gonz', ['gonzalez']],
    ['maria.gonzalez@example.com', ['gonzalez']],
    ['maria.gonzalez@exam', ['gonzalez']],
    ['lukasz+tours', ['other']],
    ['onzalez', []],
    ['reembo', []],
    ['will', ['will']],
    // numbers, codes, compounds, other scripts
    ['KC-1234567', ['english']],
    ['1234567', ['english']],
    ['e-mail', ['english']],
    ['a.test/b', ['english']],
    ['100%', ['other']],
    ['привет', ['other']],
    ['東京', ['other']],
    ['😀', ['other']],
    // stop words are ignored; alone they are searched in names; as a phrase they match nothing
    ['el reembolso', ['card', 'cash']],
    ['"de la" reembolso', ['card', 'cash']],
    ['sin', ['apostrophe']],
    ['el', []],
    ['will -zzzz', ['will']],
    ['will -smith', []],
    ['will -el', ['will']],
    ['"will"', []],
    ['"will" -zzzz', []],
    ['-will "will"', []],
    ['-de "twice charged"', []],
    // no words
    ["!!! ??? \\ '", []],
    ['" "', []],
    ['-', []],
    ['-""', []],
    ['--- -', []],
  ])('%s finds %j, newest first', async (q, expected) => {
    expect(await found(q)).toEqual(expected)
  })

  it.each(['', '   ', '\t\n'])('%j returns all tickets in the default order', async (q) => {
    expect(await found(q)).toEqual(names)
    expect(await found(q, { sort: 'relevance', limit: 1 })).toHaveLength(1)
  })

  it.each(['-el', '-the', '-"de la"', '-el -the', '-el -zzzz', '-zzzz -el', '-zzzz', '-will', '-"" -el'])(
    '%s excludes nothing and returns all tickets',
    async (q) => {
      expect(await found(q)).toEqual(names.toReversed())
      expect(new Set(await found(q, { sort: 'relevance' }))).toEqual(new Set(names))
    },
  )

  it('a search can have only exclusions', async () => {
    expect(await found('-reembolso')).toEqual(names.filter((name) => name !== 'cash' && name !== 'card').toReversed())
  })

  it('can be combined with filters and count', async () => {
    await service.client.tickets.update({
      id: 5,
      ...aTicket,
      ...tickets.cash,
      fullName: 'n',
      email: 'e',
      status: 'CLOSED',
    })
    expect(await found('reembolso', { status: ['CLOSED'] })).toEqual(['cash'])
    expect(await found('reembolso', { email: 'E' })).toEqual(['card', 'cash'])
    expect(await found('reembolso', { ticketIdTo: 5 })).toEqual(['cash'])
    expect(await found('reembolso', { userId: 1 })).toEqual([])
    expect((await service.client.tickets.list({ q: 'reembolso', limit: 1, count: true })).total).toBe(2)
  })

  it('reflects a change at once', async () => {
    const { ticketId } = await service.client.tickets.create({ ...aTicket, subject: 'ornitorrinco' })
    expect(await found('ornitorrinco')).toHaveLength(1)
    await service.client.tickets.update({ id: ticketId, ...aTicket, subject: 'xilofonista' })
    expect([await found('ornitorrinco'), (await found('xilofonista')).length]).toEqual([[], 1])
    await service.client.tickets.delete({ id: ticketId })
    expect(await found('xilofonista')).toEqual([])
  })
})

describe('sort=relevance', () => {
  it('ranks the subject above the message, and pages have no duplicates while tickets are added', async () => {
    const create = (subject: string, message: string) => service.client.tickets.create({ ...aTicket, subject, message })
    for (let round = 0; round < 15; round++) {
      await create('otra cosa', `un farolillo ${'y nada más '.repeat(round)}`)
      await create('farolillo', `farolillo ${'farolillo '.repeat(round)}`)
    }
    const first = await service.client.tickets.list({ q: 'farolillo', sort: 'relevance', limit: 15 })
    expect(new Set(first.items.map(({ subject }) => subject))).toEqual(new Set(['farolillo']))
    const ids = first.items.map(({ ticketId }) => ticketId)
    for (let cursor = first.nextCursor; cursor !== null;) {
      await create('farolillo', 'farolillo')
      const page = await service.client.tickets.list({ q: 'farolillo', sort: 'relevance', limit: 4, cursor })
      ids.push(...page.items.map(({ ticketId }) => ticketId))
      cursor = page.nextCursor
    }
    expect(ids).toHaveLength(30)
    expect(new Set(ids).size).toBe(30)
  })

  it('ranks only the 1,000 newest matches', async () => {
    await sql`insert into support_tickets (full_name, email, subject, message, created_at, updated_at)
      select 'n', 'e', 'cometa', 'm', now(), now() from generate_series(1, 1100)`.execute(service.db)
    const { json } = await overRest(service, 'tickets.list', { q: 'cometa', sort: 'relevance' })
    expect(json).toHaveLength(1000)
    expect((await overRest(service, 'tickets.list', { q: 'cometa' })).json).toHaveLength(1100)
  })
})

describe('no value of q causes an error or an injection', () => {
  it.each([
    "'",
    "''; drop table support_tickets; --",
    '\\',
    ':*',
    'a:*',
    '!a & b | c',
    '(((',
    '<->',
    'a <2> b',
    '\u0001',
    '=user1',
    '=0',
    '%_',
    '-'.repeat(500),
    '"'.repeat(500),
    'a '.repeat(250),
    'ﷺ'.repeat(500),
    'x'.repeat(500),
    '"'.concat('a b '.repeat(100), '"'),
    '😀'.repeat(500),
    'de la que el',
    'the of and',
    '-the',
    '-"',
    '\u0300\u0301',
    '\uffff',
    '&&&',
    "O'Brien",
    'a\tb\nc',
  ])('%j', async (q) => {
    for (const [, transport] of transports) {
      const answer = await transport(service, 'tickets.list', { q, count: true })
      expect([answer.status, outcomeOf(answer).code]).toEqual([200, undefined])
    }
  })

  it('random text, in both orders', async () => {
    const text = fc.string({
      unit: fc.oneof(
        fc.constantFrom(...Array.from(`'"\\:*!&|()<>- =@.`), 'reembolso', ' '),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      ),
      maxLength: 60,
    })
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom('-ticketId', 'relevance'), async (q, sort) => {
        const { status, json } = await overRest(service, 'tickets.list', { q, sort, limit: 5 })
        expect([status, Array.isArray(json)]).toEqual(q.includes('\0') ? [400, false] : [200, true])
      }),
      { numRuns: 300 },
    )
  })
})

describe('a ticket with unusual text can be created', () => {
  const words = (word: (index: number) => string, count: number) =>
    Array.from({ length: count }, (_, index) => word(index)).join(' ')
  it.each([
    ['65,535 letters in one word', 'x'.repeat(65_535)],
    ['as many words as fit', words((index) => index.toString(36), 20_000).slice(0, 65_535)],
    [
      'words of four-byte characters',
      words(
        (index) =>
          '𐐷'.repeat(3) + index.toString(7).replaceAll(/./g, (digit) => String.fromCodePoint(0x1_0428 + Number(digit))),
        6000,
      ).slice(0, 60_000),
    ],
    ['ligatures that expand to eighteen letters', 'ﷺ '.repeat(32_000)],
    ['the same word repeated', 'hola '.repeat(13_000)],
    ['only signs', '-!?'.repeat(20_000)],
    ['combining characters in non-canonical order', '\u0344\u0323'.repeat(32_000)],
    ['only emoji', '😀'.repeat(65_000)],
  ])('%s', async (_, message) => {
    const before = (await service.client.tickets.list({ limit: 1, count: true })).total!
    await sql`insert into support_tickets (full_name, email, subject, message, created_at, updated_at)
      values (${'ﷺ'.repeat(150)}, ${'ﷺ'.repeat(190)}, ${'ﷺ'.repeat(180)}, ${message}, now(), now())`.execute(service.db)
    expect((await service.client.tickets.list({ limit: 1, count: true })).total).toBe(before + 1)
  })
})
