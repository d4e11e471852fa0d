// Generates tickets of a marketplace for tourists and guides inside Postgres, any number and always the same ones.
import { type Kysely, sql } from 'kysely'

/** Words with known frequencies in the messages, to measure searches. */
export const WORDS = {
  /** In half of all tickets. */
  half: 'transporte',
  /** In one of a hundred. */
  hundredth: 'reembolso',
  /** In three tickets, if there are at least 1,000. */
  three: 'ornitorrinco',
  /** In no ticket. */
  none: 'xilofonista',
  /** In every ticket of the older half, and in no newer one. */
  old: 'diligencia',
} as const

/** Of 1,000,000 tickets, user 1 has 2.7 %, half of the users have fewer than ten each, and guests have a seventh. */
export const USERS = 50_000

/** The time at which the newest ticket was created, and the time between two tickets. */
export const NEWEST = '2026-11-01T00:00:00Z'
export const INTERVAL_S = 95

/** The fields of a ticket, as columns. */
export const FIELDS = sql.raw(
  'ticket_id, user_id, role_context, full_name, email, subject, category, message, status, created_at, updated_at',
)

const BATCH = 10_000

const FIRST_NAMES =
  'María José Ana Luis Sofía Carlos Lucía Andrés Elena Martín Chloé Zoë Jürgen Emma Noah Iñaki Inés Raúl'
const LAST_NAMES =
  'González Muñoz Pérez Gómez Torres Herrera Núñez Ibáñez Smith Müller Dubois Rossi Ortiz Vázquez Kim Peña'
const SYLLABLES = 'ma to ri len qui sa bo tun pa cho gal ve ro zin mu ña tecu xo lam pi der fa jo nis cua'

const SUBJECTS = [
  'No puedo acceder a mi cuenta',
  'Cambio de horario del recorrido',
  'Duda sobre un pago pendiente',
  'Cannot access my booking',
  'El guía no llegó al punto de encuentro',
  'Verificación de documentos',
  'Question about the invoice',
  'Consulta general',
]

export const SENTENCES = [
  'Hice una reserva para el sábado y la página muestra un error al confirmar.',
  'Necesito revisar un depósito que todavía aparece pendiente en mi banco.',
  '¿Puedo mover el tour una hora después sin perder lo que ya pagué?',
  'The confirmation e-mail never arrived and the app shows a blank screen.',
  'Quiero saber cómo registrarme como guía y qué documentos hacen falta.',
  'El punto de encuentro del itinerario no coincide con el mapa de la aplicación.',
  'We would like to add two more people to the group before Friday.',
  'La factura tiene el nombre equivocado y la necesito corregida para mi empresa.',
  'My card was charged twice for the same excursion in Guanajuato.',
  'Nadie respondió en el teléfono de asistencia durante toda la mañana.',
  'Olvidé la contraseña y el enlace para restablecerla ya caducó.',
  'El recorrido por la montaña se suspendió por la lluvia y pido otra fecha.',
]

/** Adds tickets 1 to `count` to the empty table of a migrated database. */
export async function fillDatabase<Tables>(db: Kysely<Tables>, count: number): Promise<void> {
  await withoutSearchIndexes(db, 'support_tickets', async () => {
    for (let first = 1; first <= count; first += BATCH) {
      await insertTickets(db, first, Math.min(first + BATCH - 1, count), count)
    }
  })
  await sql`select setval(pg_get_serial_sequence('support_tickets', 'ticket_id'), ${count}::bigint)`.execute(db)
  await sql`vacuum (analyze)`.execute(db) // as autovacuum would do later
}

/** Building a GIN index on existing rows takes a quarter of the time of filling it row by row. */
export async function withoutSearchIndexes<Tables>(
  db: Kysely<Tables>,
  table: string,
  fill: () => Promise<void>,
): Promise<void> {
  const { rows } = await sql<{ name: string; definition: string }>`
    select indexname as name, indexdef as definition from pg_indexes
    where schemaname = 'public' and tablename = ${table} and indexdef like '% USING gin %'`.execute(db)
  for (const { name } of rows) await sql`drop index ${sql.ref(name)}`.execute(db)
  await fill()
  for (const { definition } of rows) await sql.raw(definition).execute(db)
}

/** A pseudorandom number from 0 to `below` - 1. It is always the same for the same ticket or person and salt. */
export const chance = (salt: number, below: number, of: 'n' | 'person' = 'n') =>
  sql`((hashint8extended(${sql.ref(of)}, ${sql.lit(salt)}) & 1073741823) % ${sql.lit(below)})`

/** A pseudorandom element of `values`. */
export const oneOf = (salt: number, values: readonly string[], of?: 'n' | 'person') =>
  sql`(${sql.val(values)}::text[])[1 + ${chance(salt, values.length, of)}]`

async function insertTickets<Tables>(db: Kysely<Tables>, first: number, last: number, count: number): Promise<void> {
  await sql`insert into support_tickets (${FIELDS})
    select n, user_id,
      (case when user_id is null then 'GUEST' when user_id % 9 = 0 then 'GUIDE' else 'TOURIST' end)::role_context,
      first_name || ' ' || last_name,
      translate(lower(first_name), 'áéíñóúüë', 'aeinouue') || '.' || person || '@' || ${oneOf(1, DOMAINS, 'person')},
      ${oneOf(2, SUBJECTS)},
      ${CATEGORY}::ticket_category,
      concat_ws(' ', ${oneOf(3, SENTENCES)}, ${oneOf(4, SENTENCES)}, ${oneOf(5, SENTENCES)},
        ${sometimes(6, oneOf(7, SENTENCES))}, ${wordsOf(count)}, ${PLACE}, 'Localizador KC-' || ${chance(8, 10_000_000)}),
      ${statusOf(count)}::ticket_status, created_at, created_at + ${chance(9, 5_000_000)} * interval '0.3 second'
    from generate_series(${first}::bigint, ${last}::bigint) n
    cross join lateral (select case when ${chance(10, 7)} > 0 then ${USER} end as user_id,
      timestamptz '${sql.raw(NEWEST)}' + interval '1 microsecond' - (${count}::bigint - n) * ${INTERVAL_S} * interval '1 second'
        - ${chance(12, 100_000)} * interval '0.01 second' as created_at) as chosen
    cross join lateral (select coalesce(user_id, 900000 + n) as person) as people
    cross join lateral (select ${oneOf(13, FIRST_NAMES.split(' '), 'person')} as first_name,
      ${oneOf(14, LAST_NAMES.split(' '), 'person')} as last_name) as names`.execute(db)
}

const DOMAINS = ['gmail.com', 'gmail.com', 'gmail.com', 'hotmail.com', 'yahoo.com.mx', 'viajes.example']

const sometimes = (salt: number, text: ReturnType<typeof sql>) => sql`case when ${chance(salt, 2)} = 0 then ${text} end`

/** The cube of a uniform distribution: few users have many tickets, and many users have few. */
const USER = sql`1 + floor(${sql.lit(USERS)} * power(${chance(11, 1_000_000)} / 1000000.0, 3))::bigint`

/** One of about 15,000 names, so that the index has many rare words. */
const PLACE = sql`concat('Alojamiento en ', ${oneOf(15, SYLLABLES.split(' '))}, ${oneOf(16, SYLLABLES.split(' '))},
  ${oneOf(17, SYLLABLES.split(' '))}, '.')`

const CATEGORY = sql`case when ${chance(18, 100)} < 40 then 'RESERVAS_VIAJES' when ${chance(18, 100)} < 65 then 'PAGOS_FACTURACION'
  when ${chance(18, 100)} < 80 then 'CUENTA_SEGURIDAD' when ${chance(18, 100)} < 92 then 'GENERAL'
  when ${chance(18, 100)} < 98 then 'OTRO' else 'VERIFICACION_GUIAS' end`

/** About 2 % are open, nearly all of them among the newest. Most old tickets are closed. */
const statusOf = (count: number) => sql`case
  when n > ${count}::bigint * 0.96 then (array['OPEN', 'OPEN', 'IN_PROGRESS', 'RESOLVED'])[1 + ${chance(19, 4)}]
  when ${chance(20, 500)} = 0 then 'OPEN' when ${chance(21, 10)} = 0 then 'RESOLVED' else 'CLOSED' end`

export const wordsOf = (count: number) => sql`case when ${chance(22, 2)} = 0 then ${WORDS.half}::text end,
  case when ${chance(23, 100)} = 0 then ${WORDS.hundredth}::text end,
  case when n in (33, ${count}::bigint / 2, ${count}::bigint - 200) then ${WORDS.three}::text end,
  case when n <= ${count}::bigint / 2 then ${WORDS.old}::text end`
