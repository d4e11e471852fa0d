// Tickets as a marketplace of tourists and guides has them, in any number, made inside Postgres and the same every time.
import { type Kysely, sql } from 'kysely'

/** Words of known frequency in subject or message, for measuring search. */
export const WORDS = {
  /** In half of all tickets. */
  half: 'transporte',
  /** In one of a hundred. */
  hundredth: 'reembolso',
  /** In three, wherever there are 1,000 tickets or more. */
  three: 'ornitorrinco',
  /** In none. */
  none: 'xilofonista',
  /** In every ticket of the older half, and in none of the newer. */
  old: 'diligencia',
} as const

/** How many users the tickets are spread over; every seventh ticket is a guest's. */
export const USERS = 50_000

const BATCH = 10_000

const FIRST_NAMES =
  'María José Ana Luis Sofía Carlos Lucía Andrés Elena Martín Chloé Zoë Jürgen Emma Noah Iñaki Inés Raúl'
const LAST_NAMES =
  'González Muñoz Pérez Gómez Torres Herrera Núñez Ibáñez Smith Müller Dubois Rossi Ortiz Vázquez Kim Peña'

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

const SENTENCES = [
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

/**
 * Adds tickets 1 to `count` to an empty table, and an attachment to every fifth. A day has about 900 of them, with
 * fractions of seconds; the newest is from 2026-11-01. `db` is on a migrated database.
 */
export async function fillDatabase<Tables>(db: Kysely<Tables>, count: number): Promise<void> {
  await withoutSearchIndex(db, async () => {
    for (let first = 1; first <= count; first += BATCH) {
      await insertTickets(db, first, Math.min(first + BATCH - 1, count), count)
    }
  })
  await insertAttachments(db, count)
  await sql`select setval(pg_get_serial_sequence('support_tickets', 'ticket_id'), ${count}::bigint)`.execute(db)
  await sql`vacuum (analyze)`.execute(db) // as autovacuum does in time
}

/** An index for search is made whole in a quarter of the time that it takes to grow. */
async function withoutSearchIndex<Tables>(db: Kysely<Tables>, fill: () => Promise<void>): Promise<void> {
  const { rows } = await sql<{ name: string; definition: string }>`
    select indexname as name, indexdef as definition from pg_indexes where indexdef like '% USING gin %'`.execute(db)
  for (const { name } of rows) await sql`drop index ${sql.ref(name)}`.execute(db)
  await fill()
  for (const { definition } of rows) await sql.raw(definition).execute(db)
}

/** A number from 0 to `below` - 1 that looks random and is always the same for the same row and salt. */
const chance = (salt: number, below: number) =>
  sql`((hashint8extended(n, ${sql.lit(salt)}) & 1073741823) % ${sql.lit(below)})`

/** One of these, by chance. */
const oneOf = (salt: number, values: readonly string[]) =>
  sql`(${sql.val(values)}::text[])[1 + ${chance(salt, values.length)}]`

async function insertTickets<Tables>(db: Kysely<Tables>, first: number, last: number, count: number): Promise<void> {
  await sql`insert into support_tickets (ticket_id, user_id, role_context, full_name, email, subject, category, message,
      status, created_at, updated_at)
    select n, user_id,
      (case when user_id is null then 'GUEST' when user_id % 9 = 0 then 'GUIDE' else 'TOURIST' end)::role_context,
      first_name || ' ' || last_name,
      lower(first_name) || '.' || coalesce(user_id, 900000 + n % 100000) || '@example.com',
      ${oneOf(1, SUBJECTS)},
      ${oneOf(2, CATEGORIES)}::ticket_category,
      concat_ws(' ', ${oneOf(3, SENTENCES)}, ${oneOf(4, SENTENCES)}, ${oneOf(5, SENTENCES)}, ${wordsOf(count)},
        'Localizador KC-' || ${chance(6, 10_000_000)}),
      ${statusOf(count)}::ticket_status, created_at, created_at + ${chance(7, 5_000_000)} * interval '0.3 second'
    from generate_series(${first}::bigint, ${last}::bigint) n
    cross join lateral (select ${oneOf(8, FIRST_NAMES.split(' '))} as first_name, ${oneOf(9, LAST_NAMES.split(' '))} as last_name,
      case when ${chance(10, 7)} > 0 then 1 + ${chance(11, USERS)} end as user_id,
      timestamptz '2026-11-01 00:00:00.000001+00' - (${count}::bigint - n) * interval '95 second'
        - ${chance(12, 100_000)} * interval '0.01 second' as created_at) as chosen`.execute(db)
}

// The commonest twice and more, so that a category alone is selective or not.
const CATEGORIES = ['GENERAL', 'RESERVAS_VIAJES', 'RESERVAS_VIAJES', 'RESERVAS_VIAJES', 'PAGOS_FACTURACION'].concat([
  'PAGOS_FACTURACION',
  'CUENTA_SEGURIDAD',
  'CUENTA_SEGURIDAD',
  'OTRO',
  'VERIFICACION_GUIAS',
])

/** Old tickets are closed but for a few; of the newest twentieth most are not. */
const statusOf = (count: number) => sql`case
  when n > ${count}::bigint * 0.95 then (array['OPEN', 'OPEN', 'IN_PROGRESS', 'RESOLVED'])[1 + ${chance(13, 4)}]
  when ${chance(14, 500)} = 0 then 'OPEN' when ${chance(15, 10)} = 0 then 'RESOLVED' else 'CLOSED' end`

const wordsOf = (count: number) => sql`case when n % 2 = 0 then ${WORDS.half}::text end,
  case when n % 100 = 7 then ${WORDS.hundredth}::text end,
  case when n in (33, ${count}::bigint / 2, ${count}::bigint - 200) then ${WORDS.three}::text end,
  case when n <= ${count}::bigint / 2 then ${WORDS.old}::text end`

async function insertAttachments<Tables>(db: Kysely<Tables>, count: number): Promise<void> {
  for (let first = 1; first <= count; first += BATCH * 5) {
    const last = Math.min(first + BATCH * 5 - 1, count)
    await sql`insert into support_ticket_attachments (ticket_id, file_url, file_name, mime_type, file_size_bytes, uploaded_at)
      select n, 'https://example.com/files/' || n, 'captura-' || n || '.png',
        (array['image/png', 'image/jpeg', 'application/pdf', null])[1 + ${chance(16, 4)}], ${chance(17, 5_000_000)},
        created_at + interval '1 minute'
      from (select ticket_id as n, created_at from support_tickets) as tickets
      where n between ${first}::bigint and ${last}::bigint and n % 5 = 0`.execute(db)
  }
}
