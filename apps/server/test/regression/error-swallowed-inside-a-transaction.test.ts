// For COMMIT of a failed transaction Postgres returns ROLLBACK and no error. If code swallowed an error inside the
// transaction, the change was reported as made.
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { Call } from '../../src/operations/call.ts'
import { change } from '../../src/operations/change.ts'
import { operationAt } from '../support/both-transports.ts'
import { useService } from '../support/harness.ts'

const service = useService()

it('rejects if the work swallowed an error of a statement', async () => {
  const call: Call = {
    requestId: 'r',
    actor: { kind: 'admin', id: 'a' },
    idempotencyKey: undefined,
    ifVersions: undefined,
    isDryRun: false,
    outcome: {},
  }
  const swallow = change(
    service.db,
    operationAt('tickets.delete'),
    call,
    { input: {}, ifVersions: undefined },
    async (transaction) => {
      await sql`insert into api_keys (name, hash, scopes) values ('lost', sha256('x'), '{a}')`.execute(transaction)
      await sql`select 1 / 0`.execute(transaction).catch(() => {})
      return null
    },
  )
  await expect(swallow).rejects.toThrow('rolled back')
  expect(await service.db.selectFrom('api_keys').select('name').execute()).toEqual([])
})
