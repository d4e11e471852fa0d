// Adds what the desk has to the tickets of the dataset: messages, and 2 % of open tickets with all that staff know.
import { type Kysely, sql } from 'kysely'
import { chance, oneOf, SENTENCES, withoutSearchIndexes, WORDS } from './dataset.ts'

/** The messages of each ticket, the first one not included. */
const MESSAGES = 4
const BATCH = 10_000

export const AGENTS = 40
export const TEAMS = 8
export const TAGS = 30

/** The number of open tickets among `tickets`: 20,000 of 1,000,000. */
export function openTickets(tickets: number): number {
  return Math.floor(tickets / 50)
}

/** Adds the data of the desk to tickets 1 to `tickets`. */
export async function fillDesk<Tables>(db: Kysely<Tables>, tickets: number): Promise<void> {
  // The token of the measurement has inserted its agent.
  await sql`insert into agents (agent_id, role) select n, 'agent' from generate_series(1, ${sql.lit(AGENTS)}) n
    on conflict do nothing`.execute(db)
  await sql`insert into teams (name) select 'Team ' || n from generate_series(1, ${sql.lit(TEAMS)}) n`.execute(db)
  await sql`insert into tags (name) select 'tag-' || n from generate_series(1, ${sql.lit(TAGS)}) n`.execute(db)
  await withoutSearchIndexes(db, 'messages', async () => {
    for (let first = 1; first <= tickets; first += BATCH) {
      await insertMessages(db, first, Math.min(first + BATCH - 1, tickets))
    }
  })
  await resolveOthers(db, openTickets(tickets))
  await updateOpenTickets(db)
  await sql`insert into ticket_reads (ticket_id, agent_id, read_at)
    select ticket_id, '1', coalesce(last_requester_message_at, created_at) from support_tickets
    where status in ('OPEN', 'IN_PROGRESS') and ticket_id % 3 = 0`.execute(db)
  await sql`vacuum (analyze)`.execute(db)
  await sql`checkpoint`.execute(db)
}

async function insertMessages<Tables>(db: Kysely<Tables>, first: number, last: number): Promise<void> {
  await sql`insert into messages (ticket_id, kind, author_kind, author_id, author_name, body, created_at)
    select ticket_id, case when n % 8 = 0 then 'note' else 'reply' end,
      case when n % 2 = 1 then 'requester' else 'agent' end, case when n % 2 = 0 then '1' end, 'Ana Torres',
      concat_ws(' ', ${oneOf(31, SENTENCES)}, ${oneOf(32, SENTENCES)},
        case when ${chance(33, 5)} = 0 then ${WORDS.half}::text end,
        case when ${chance(34, 400)} = 0 then ${WORDS.hundredth}::text end,
        'Localizador KC-' || ${chance(35, 10_000_000)}),
      created_at + (n % ${sql.lit(MESSAGES)} + 1) * interval '3 hours'
    from generate_series((${first}::bigint - 1) * ${sql.lit(MESSAGES)}, ${last}::bigint * ${sql.lit(MESSAGES)} - 1) n
    join support_tickets on ticket_id = 1 + n / ${sql.lit(MESSAGES)}`.execute(db)
}

/** Resolves open tickets, the oldest first, until `open` are left. */
async function resolveOthers<Tables>(db: Kysely<Tables>, open: number): Promise<void> {
  await sql`update support_tickets set status = 'RESOLVED' where ticket_id in (
    select ticket_id from support_tickets where status in ('OPEN', 'IN_PROGRESS')
    order by ticket_id desc offset ${open}::bigint)`.execute(db)
}

/** Closed tickets keep the defaults: the queue does not read them, and updating them would take minutes. */
async function updateOpenTickets<Tables>(db: Kysely<Tables>): Promise<void> {
  await sql`update support_tickets set
      priority = (array['LOW', 'NORMAL', 'NORMAL', 'NORMAL', 'HIGH', 'URGENT']::ticket_priority[])[1 + ${chance(41, 6)}],
      waiting_on = (array['agent', 'agent', 'requester', 'third_party']::waiting_on[])[1 + ${chance(42, 4)}],
      assignee_id = case when ${chance(43, 4)} > 0 then (1 + ${chance(44, AGENTS)})::text end,
      team_id = case when ${chance(45, 10)} > 0 then 1 + ${chance(46, TEAMS)} end,
      tag_ids = case ${chance(47, 3)} when 0 then '{}' when 1 then array[1 + ${chance(48, TAGS)}]
        else array[1 + ${chance(48, TAGS)}, 1 + ${chance(49, TAGS)}] end,
      is_snoozed = ${chance(50, 10)} = 0,
      message_count = ${sql.lit(MESSAGES + 1)},
      last_requester_message_at = created_at + interval '9 hours',
      last_message_at = created_at + interval '12 hours' + ${chance(51, 1_000_000)} * interval '0.1 second'
    from (select ticket_id as n from support_tickets where status in ('OPEN', 'IN_PROGRESS')) as open
    where ticket_id = n`.execute(db)
}
