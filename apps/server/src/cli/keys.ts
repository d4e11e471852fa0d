// Manages API keys: pnpm keys create NAME SCOPE… [--expires YYYY-MM-DD] | list | revoke ID
import type { Kysely } from 'kysely'
import { readConfig } from '../config.ts'
import { type Closing, openSharedDatabase } from '../open-database.ts'
import type { Database } from '../platform/database/tables.ts'
import { exitOnFailure } from '../process/exit-on-failure.ts'
import { createApiKey, revokeApiKey } from '../platform/identity/api-keys.ts'
import { type KeysCommand, readKeysCommand } from './keys-arguments.ts'
import { printable } from './printable.ts'
import { StartupError } from '../platform/startup-error.ts'

await exitOnFailure(async () => {
  const command = readKeysCommand(process.argv.slice(2))
  const closing: Closing = []
  const db = await openSharedDatabase(readConfig(), closing)
  try {
    console.log(await run(db, command))
  } finally {
    for (const close of closing.toReversed()) await close()
  }
})

async function run(db: Kysely<Database>, command: KeysCommand): Promise<string> {
  if (command.name === 'create') return create(db, command)
  return command.name === 'revoke' ? revoke(db, command.id) : list(db)
}

async function create(
  db: Kysely<Database>,
  { keyName, scopes, expiresAt }: KeysCommand & { name: 'create' },
): Promise<string> {
  const { id, key } = await createApiKey(db, keyName, scopes, expiresAt)
  return `Key ${id} for ${keyName}: ${key}\nIt is not shown again.`
}

async function list(db: Kysely<Database>): Promise<string> {
  const keys = await db.selectFrom('api_keys').selectAll().orderBy('api_key_id').execute()
  if (keys.length === 0) return 'There are no keys.'
  return keys
    .map((key) => {
      const state = key.revoked_at ? `revoked ${key.revoked_at}` : key.expires_at ? `until ${key.expires_at}` : 'active'
      return `${key.api_key_id}  ${printable(key.name)}  ${key.scopes.join(',')}  created ${key.created_at}  ${state}`
    })
    .join('\n')
}

async function revoke(db: Kysely<Database>, id: number): Promise<string> {
  if (await revokeApiKey(db, id)) return `Key ${id} is revoked.`
  const key = await db.selectFrom('api_keys').select('revoked_at').where('api_key_id', '=', id).executeTakeFirst()
  if (!key) throw new StartupError(`Key ${id} not found. "pnpm keys list" shows the keys.`)
  throw new StartupError(`Key ${id} was already revoked at ${key.revoked_at}.`)
}
