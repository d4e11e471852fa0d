import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, inject, it } from 'vitest'
import { openDatabase } from '../../src/platform/database/connection.ts'
import { migrate } from '../../src/platform/database/migrate.ts'
import { orderOf } from '../../src/tickets/ticket-order.ts'
import { listTickets } from '../../src/tickets/tickets.list.ts'
import { searchTickets } from '../../src/tickets/ticket-search.ts'
import { databaseUrl } from '../support/global-setup.ts'

const LOCALES = {
  'libc C': `locale_provider libc locale 'C'`,
  'builtin C.UTF-8': `locale_provider builtin locale 'C' builtin_locale 'C.UTF-8'`,
  'libc C.UTF-8': `locale_provider libc locale 'C.UTF-8'`,
  'ICU, Spanish': `locale_provider icu locale 'C.UTF-8' icu_locale 'es'`,
  'ICU, Turkish': `locale_provider icu locale 'C.UTF-8' icu_locale 'tr'`,
}

const texts = {
  price: 'Ayer pagué 120€ por el tour',
  thanks: 'Necesito ayuda🙏 urgente',
  colones: 'Me cobraron ₡500 de más',
  step: 'Lista: ✓paso barco…tren—coche «moto» “taxi”',
  shouting: 'NO RECIBÍ LA CONFIRMACIÓN, ¡SEÑOR! ¿QUIÉN RESPONDE? IMPRIMIR TICKET',
  decomposed: 'Una cancio\u0301n en el jardi\u0301n',
  russian: 'Привет из МОСКВЫ',
  japanese: '東京。大阪',
  flag: 'Soy de 🇲🇽 y llegué',
  spaces: 'barco\u00a0bici\u2003coche\u200bmoto',
  signs: 'tel:+34-600/700_800 <b>negrita</b> A&B',
}

const expected: [string, (keyof typeof texts)[]][] = [
  ['pagar', ['price']],
  ['120', ['price']],
  ['120€', ['price']],
  ['ayuda', ['thanks']],
  ['🙏', ['thanks']],
  ['500', ['colones']],
  ['₡500', ['colones']],
  ['paso', ['step']],
  ['barco', ['spaces', 'step']],
  ['coche', ['spaces', 'step']],
  ['moto', ['spaces', 'step']],
  ['taxi', ['step']],
  ['imprimir', ['shouting']],
  ['recibir', ['shouting']],
  ['confirmaciones', ['shouting']],
  ['señor', ['shouting']],
  ['responder', ['shouting']],
  ['canciones', ['decomposed']],
  ['jardin', ['decomposed']],
  ['привет', ['russian']],
  ['москвы', ['russian']],
  ['東京', ['japanese']],
  ['llegar', ['flag']],
  ['600', ['signs']],
  ['800', ['signs']],
  ['negrita', ['signs']],
]

describe('a search and a filter by email return the same in every locale', () => {
  it.each(Object.entries(LOCALES))('%s', async (_, locale) => {
    const name = `test_${randomBytes(6).toString('hex')}`
    const admin = openDatabase(inject('postgresUrl'), { maxConnections: 1, hasTimeouts: false })
    await sql.raw(`create database ${name} template template0 encoding 'UTF8' ${locale}`).execute(admin)
    const db = openDatabase(databaseUrl(inject('postgresUrl'), name), { maxConnections: 1, hasTimeouts: false })
    await migrate(db)
    for (const message of Object.values(texts)) {
      await sql`insert into support_tickets (full_name, email, subject, message, created_at, updated_at)
        values ('Ñ', 'claim@example.com', 's', ${message}, now(), now())`.execute(db)
    }
    const slice = { scope: { kind: 'all' }, filters: {}, position: undefined, limit: 100 } as const
    const names = Object.keys(texts)
    for (const [q, keys] of expected) {
      const { rows } = await searchTickets(db, { ...slice, order: orderOf('-ticketId') }, q)
      const found = rows.map(({ ticketId }) => names[ticketId - 1])
      expect([q, new Set(found)]).toEqual([q, new Set(keys)])
    }
    const order = orderOf('ticketId') as never
    const withEmail = async (email: string) =>
      (await listTickets(db, { ...slice, order, filters: { email } })).rows.length
    expect(await withEmail('CLAIM@Example.com')).toBe(names.length)
    expect(await withEmail('CLAİM@example.com')).toBe(0)
    expect(await withEmail('claım@example.com')).toBe(0)
    await db.destroy()
    await sql.raw(`drop database ${name}`).execute(admin)
    await admin.destroy()
  })
})
