import { type Kysely, sql } from 'kysely'
import type { Database } from '../../src/platform/database/tables.ts'
import { Weekday } from '@kinconecta/support-contracts'
import type { TicketCategory, TicketPriority, TicketStatus } from '@kinconecta/support-client'
import type { TestService } from './harness.ts'
import { clientOf } from './people.ts'
import { tokenOf } from './tokens.ts'

const AGENTS = [
  ['ana', 'Ana Torres', 'ADMIN'],
  ['luis', 'Luis Ferreira', 'AGENT'],
  ['maria', 'María de los Ángeles Fernández-Villanueva', 'AGENT'],
] as const

type Sample = [string, string, TicketCategory, TicketStatus, TicketPriority, string[], string | null]

/** Tickets as a desk has them: who writes, about what, and who works on it. */
const TICKETS: readonly Sample[] = [
  ['Sofía Herrera', 'No puedo pagar la reserva con mi tarjeta', 'PAGOS_FACTURACION', 'OPEN', 'URGENT', ['pago'], null],
  [
    'John Miller',
    'Guide did not show up at the meeting point',
    'RESERVAS_VIAJES',
    'IN_PROGRESS',
    'URGENT',
    ['refund', 'guide'],
    'ana',
  ],
  ['Camila Duarte', 'Alterar a data do passeio em Salvador', 'RESERVAS_VIAJES', 'OPEN', 'HIGH', ['date'], 'luis'],
  ['Pedro Álvarez', 'Factura con el NIT de mi empresa', 'PAGOS_FACTURACION', 'OPEN', 'NORMAL', ['factura'], null],
  [
    'Lucía Martínez',
    '¿Cuándo se verifica mi cuenta de guía?',
    'VERIFICACION_GUIAS',
    'IN_PROGRESS',
    'HIGH',
    ['documents'],
    'maria',
  ],
  ['Emma Larsen', 'Two-factor codes do not arrive', 'CUENTA_SEGURIDAD', 'OPEN', 'HIGH', ['login'], null],
  ['Diego Ramírez', 'Cambio de horario del tour del sábado', 'RESERVAS_VIAJES', 'OPEN', 'NORMAL', ['date'], 'ana'],
  [
    'Beatriz Souza',
    'Reembolso parcial pelo cancelamento por chuva',
    'PAGOS_FACTURACION',
    'IN_PROGRESS',
    'NORMAL',
    ['refund'],
    'luis',
  ],
  ['Tomás Vega', 'Invitado nuevo en una reserva de grupo', 'RESERVAS_VIAJES', 'OPEN', 'LOW', [], null],
  ['Hannah Fischer', 'Please delete my account', 'CUENTA_SEGURIDAD', 'OPEN', 'NORMAL', ['privacy'], 'maria'],
  [
    'María Fernanda Gutiérrez de la Vega y Montenegro',
    'Un asunto muy largo sobre el punto de encuentro, el idioma del guía y la accesibilidad del recorrido para una persona mayor',
    'OTRO',
    'OPEN',
    'NORMAL',
    ['accessibility', 'guide', 'language'],
    null,
  ],
  [
    'Andrés Castillo',
    'No encuentro el comprobante de pago',
    'PAGOS_FACTURACION',
    'RESOLVED',
    'NORMAL',
    ['factura'],
    'ana',
  ],
  [
    'Chloé Bernard',
    'Wrong language on the tour',
    'RESERVAS_VIAJES',
    'RESOLVED',
    'NORMAL',
    ['language', 'refund'],
    'luis',
  ],
  [
    'Rafael Costa',
    'Documentos recusados na verificação',
    'VERIFICACION_GUIAS',
    'CLOSED',
    'HIGH',
    ['documents'],
    'maria',
  ],
  ['Guest', 'How do I become a guide?', 'GENERAL', 'CLOSED', 'LOW', [], 'luis'],
]

const MINUTE_MS = 60_000

/** Fills a closed service with a small desk: agents, a team, views, and tickets of the last days. */
export async function fillDesk(service: TestService): Promise<{ ticketIds: number[] }> {
  const clients = new Map<string, ReturnType<typeof clientOf>>()
  for (const [id, name, role] of AGENTS) {
    const client = clientOf(service, await tokenOf(id, role))
    await client.desk.agents.me()
    await service.db.updateTable('agents').set({ name }).where('agent_id', '=', id).execute()
    clients.set(id, client)
  }
  const ana = clients.get('ana')!
  await ana.desk.teams.create({ name: 'Payments', assignment: 'round_robin', memberIds: ['ana', 'luis'] })
  await ana.desk.teams.create({ name: 'Guides', memberIds: ['maria'] })
  const ticketIds: number[] = []
  for (const [index, sample] of TICKETS.toReversed().entries()) {
    service.clock.now = new Date(Date.now() - (TICKETS.length - index) ** 2 * 17 * MINUTE_MS).toISOString()
    ticketIds.push(await insertTicket(ana, sample))
  }
  const unfinished = ['OPEN', 'IN_PROGRESS'] as ['OPEN', 'IN_PROGRESS']
  const views = [
    ['Urgent', { status: unfinished, priority: ['URGENT', 'HIGH'] }, false],
    ['Refunds', { tags: ['refund'] }, false],
    ['Waiting for the requester', { waitingOn: ['requester'], status: unfinished }, true],
    ['Guides to verify', { category: ['VERIFICACION_GUIAS'], status: unfinished }, true],
  ] as const
  for (const [name, query, isShared] of views)
    await ana.desk.views.create({ name, query: structuredClone(query) as never, isShared })
  service.clock.now = new Date().toISOString()
  return { ticketIds }
}

/** Promises to resolve all tickets within three days. Applies to tickets that are created afterwards. */
export async function promiseResolutions(service: TestService): Promise<void> {
  const { calendars, policies } = clientOf(service, await tokenOf('ana', 'ADMIN')).desk
  const hours = Weekday.options.map((day) => ({ day, from: '00:00', to: '24:00' }))
  const { calendarId } = await calendars.create({ name: 'Always', timeZone: 'America/Bogota', hours })
  const targets = { firstResponseMinutes: null, nextResponseMinutes: null, resolutionMinutes: 3 * 24 * 60 }
  await policies.create({ name: 'All tickets', calendarId, targets })
}

/** Adds what staff write to a ticket of the sample: a reply and a note. */
export async function fillConversation(service: TestService, id: number): Promise<void> {
  const ana = clientOf(service, await tokenOf('ana', 'ADMIN'))
  const luis = clientOf(service, await tokenOf('luis', 'AGENT'))
  await ana.desk.messages.create({
    id,
    kind: 'reply',
    body:
      'Dear John,\n\nwe are sorry about this morning. I have asked the guide what happened. You can choose:\n\n' +
      '- **another date**, with a guide of your language\n- or **all of your money back**, within five days',
  })
  const note = 'The guide was ill and could not reach us. The agency pays for the refund, see the contract of 2026.'
  await luis.desk.messages.create({ id, kind: 'note', body: note })
  await ana.desk.tickets.update({ id, waitingOn: 'agent' })
}

async function insertTicket(
  client: ReturnType<typeof clientOf>,
  [fullName, subject, category, status, priority, tags, agentId]: Sample,
): Promise<number> {
  const email = `${subject
    .replaceAll(/[^a-z]/gi, '')
    .slice(0, 12)
    .toLowerCase()}@example.com`
  const message = `${subject}.\n\nGracias por su ayuda.`
  const { ticketId: id } = await client.tickets.create({ fullName, email, subject, category, message, status })
  await client.desk.tickets.update({ id, priority, tags })
  if (agentId !== null) await client.desk.tickets.assign({ id, agentId })
  return id
}

/** Inserts many tickets at once. */
export async function insertTickets(db: Kysely<Database>, count: number): Promise<void> {
  await sql`insert into support_tickets
      (role_context, full_name, email, subject, category, message, status, created_at, updated_at)
    select 'GUEST', 'Person ' || n, 'person' || n || '@example.com', 'Ticket number ' || n, 'OTRO', 'A message',
      (array['OPEN', 'IN_PROGRESS', 'RESOLVED', 'CLOSED'])[1 + n % 4]::ticket_status,
      timestamp '2026-01-01' + n * interval '1 minute', timestamp '2026-01-01' + n * interval '1 minute'
    from generate_series(1, ${count}) n`.execute(db)
  await sql`analyze support_tickets`.execute(db)
}
