import type { Candidate, Team } from '@kinconecta/support-contracts'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'

/**
 * Locks a team against deletion until this transaction ends. With `isChoosing`, transactions that choose members of the
 * team wait for each other, so that each sees whom the others have chosen.
 */
export async function lockTeamForAssignment(
  transaction: Kysely<Database>,
  teamId: number,
  isChoosing: boolean,
): Promise<Pick<Team, 'assignment'> | undefined> {
  return transaction
    .selectFrom('teams')
    .select('assignment')
    .where('team_id', '=', teamId)
    .where('deleted_at', 'is', null)
    .$if(isChoosing, (query) => query.forUpdate())
    .$if(!isChoosing, (query) => query.forShare())
    .executeTakeFirst()
}

/** Lists the members of a team who can get tickets now. */
export async function listCandidates(transaction: Kysely<Database>, teamId: number): Promise<Candidate[]> {
  return transaction
    .selectFrom('team_members')
    .innerJoin('agents', 'agents.agent_id', 'team_members.agent_id')
    .select([
      'agents.agent_id as agentId',
      sql<number>`row_number() over (order by assigned_at nulls first, agents.agent_id collate "C")`.as('turn'),
    ])
    .select((eb) =>
      eb
        .selectFrom('support_tickets')
        .select((tickets) => tickets.fn.countAll<number>().as('count'))
        .whereRef('assignee_id', '=', 'agents.agent_id')
        .where('status', 'in', [sql.lit('OPEN' as const), sql.lit('IN_PROGRESS' as const)]) // for the partial index
        .$asScalar()
        .$notNull()
        .as('openTickets'),
    )
    .where('team_id', '=', teamId)
    .where('disabled_at', 'is', null)
    .where('is_away', '=', false)
    .execute()
}

/** Records that the team chose the member now. By the clock of Postgres, which is more precise than the service's. */
export async function updateAssignedAt(transaction: Kysely<Database>, teamId: number, agentId: string): Promise<void> {
  await transaction
    .updateTable('team_members')
    .set({ assigned_at: sql<string>`clock_timestamp()` })
    .where('team_id', '=', teamId)
    .where('agent_id', '=', agentId)
    .execute()
}
