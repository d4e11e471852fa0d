import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { aTicket, useService } from '../support/harness.ts'

const service = useService()

const found = async (q: string) => (await service.client.tickets.list({ q })).items.map(({ ticketId }) => ticketId)
const create = async (ticket: object) => (await service.client.tickets.create({ ...aTicket, ...ticket })).ticketId
const withoutAccents = (word: string) => word.normalize('NFD').replaceAll(/\p{M}/gu, '')

// Pairs of forms that the Spanish stemmer of Postgres reduces to the same stem.
const pairs = `recibí recibir, quería querer, cancelaré cancelar, esperábamos esperar, interés intereses, pagué pagar,
  reservé reservar, llegó llegar, compré comprar, perdí perder, pedí pedir, escribí escribir, envié enviar,
  cambié cambiar, llamé llamar, recibiré recibir, pagaré pagar, reservaré reservar, viajaré viajar, comíamos comer,
  vivíamos vivir, salí salir, volvería volver, llegaré llegar, olvidé olvidar, canceló cancelar, pagó pagar,
  pagaría pagar, compraría comprar, viajábamos viajar, pagábamos pagar, perdió perder, recibió recibir, recibía recibir,
  pedía pedir, cobró cobrar, cobrarán cobrar, pagarán pagar, llegarás llegar, vendería vender, abriré abrir,
  comprándolo comprar, francés franceses, inglés ingleses, avión aviones, jardín jardines, autobús autobuses,
  país países, reservación reservaciones, excursión excursiones, habitación habitaciones`
  .split(/,\s+/)
  .map((pair) => pair.trim().split(' ') as [string, string])

describe('two forms of a word', () => {
  it.each(pairs)('%s and %s have the same stem in Postgres', async (one, other) => {
    const { rows } = await sql<{ isSame: boolean }>`
      select to_tsvector('spanish', ${one}) = to_tsvector('spanish', ${other}) as "isSame"`.execute(service.db)
    expect(rows[0]!.isSame).toBe(true)
  })

  it.each(pairs)('%s and %s find each other, with accents, without them and in capitals', async (one, other) => {
    const [first, second] = [await create({ subject: one }), await create({ message: `Ayer ${other} algo` })]
    const queries = [one, other].flatMap((word) => [word, withoutAccents(word), word.toUpperCase()])
    for (const q of queries) expect([q, await found(q)]).toEqual([q, expect.arrayContaining([first, second])])
    for (const q of [`${one} -zzz`, `"${withoutAccents(one)}"`])
      expect([q, await found(q)]).toEqual([q, expect.arrayContaining([first])])
    await service.client.tickets.delete({ id: first })
    await service.client.tickets.delete({ id: second })
  })
})

describe('letters of other languages', () => {
  it.each([
    ['España', 'espana'],
    ['compañías', 'companias'],
    ['pingüino', 'pinguino'],
    ['cigüeña', 'ciguena'],
    ['Søren', 'soren'],
    ['Łukasz', 'lukasz'],
    ['Straße', 'strasse'],
    ['Straße', 'STRASSE'],
    ['Ærø', 'aero'],
    ['Çelik', 'celik'],
    ['João', 'joao'],
    ['ÉXITO', 'exito'],
    ['CANCIÓN', 'canciones'],
  ])('%s is found by %s, in a message and as a name', async (word, q) => {
    const [inText, asName] = [await create({ message: `Una ${word} aquí` }), await create({ fullName: `Ana ${word}` })]
    expect(await found(q)).toContain(inText)
    expect((await found(q)).includes(asName)).toBe(q !== 'canciones')
    await service.client.tickets.delete({ id: inText })
    await service.client.tickets.delete({ id: asName })
  })
})

describe('names, addresses and numbers', () => {
  it('a name in quotes is found by whole words', async () => {
    const id = await create({ fullName: 'María González Peña', email: 'mgp@example.com' })
    for (const q of ['"María González"', '"maria gonzalez"', '"González Peña"', '"gonzalez" maria'])
      expect([q, await found(q)]).toEqual([q, [id]])
    for (const q of ['"María Gonz"', '"María Pérez"']) expect([q, await found(q)]).toEqual([q, []])
  })

  it.each([
    'hotel-roma.example',
    '@hotel-roma.example',
    'roma.example',
    'hotel-roma',
    'reception@hotel-roma.example',
    'roma',
  ])('%s finds an email of that domain', async (q) => {
    const id = await create({ email: 'reception@hotel-roma.example' })
    expect(await found(q)).toContain(id)
    await service.client.tickets.delete({ id })
  })

  it('a number finds the ticket with that id, and those with the number in their text', async () => {
    const id = await create({ subject: 'El primero' })
    const other = await create({ message: `Es lo mismo que en #${id}` })
    expect(await found(String(id))).toEqual([other, id])
    expect(await found(`#${id}`)).toEqual([other, id])
    expect(await found(`"${id}"`)).toEqual([other, id])
    expect(await found('999999999999999999999')).toEqual([])
    const { total } = await service.client.tickets.list({ q: `#${id}`, count: true, limit: 1 })
    expect(total).toBe(2)
  })
})
