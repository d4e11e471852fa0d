// Manages API keys: pnpm keys create NAME SCOPE… [--expires YYYY-MM-DD] | list | revoke ID
import { parseArgs } from 'node:util'
import { type Scope, SCOPES } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import { readConfig } from './config.ts'
import type { Database } from './database/tables.ts'
import { exitOnFailure } from './exit-on-failure.ts'
import { createApiKey, revokeApiKey } from './identity/api-keys.ts'
import { type Closing, openSharedDatabase } from './database/shared-database.ts'
import { StartupError } from './startup-error.ts'

const USAGE = `Usage:
  pnpm keys create NAME SCOPE… [--expires YYYY-MM-DD]   shows the new key, this once
  pnpm keys list
  pnpm keys revoke ID                                   holds within 5 seconds on every server
Scopes: ${SCOPES.join(', ')}`

await exitOnFailure(async () => {
  const { values, positionals } = readArguments()
  const [command, ...rest] = positionals
  const commands: Record<string, (db: Kysely<Database>) => Promise<string>> = {
    create: (db) => create(db, rest, values.expires),
    list,
    revoke: (db) => revoke(db, rest),
  }
  const run = Object.hasOwn(commands, command ?? '') ? commands[command!] : undefined
  if (!run) throw misused(command === undefined ? 'Say what to do' : `There is no command ${command}`)
  const closing: Closing = []
  const db = await openSharedDatabase(readConfig(), closing)
  try {
    console.log(await run(db))
  } finally {
    for (const close of closing.toReversed()) await close()
  }
})

async function create(db: Kysely<Database>, [name, ...scopes]: string[], expires: string | undefined): Promise<string> {
  if (!name) throw misused('A key needs a name, by which it is told from others')
  if (name.length > 100) throw misused(`The name has ${name.length} characters; a key's has at most 100`)
  if (scopes.length === 0) throw misused(`The key ${name} needs a scope, or it opens nothing`)
  const unknown = scopes.filter((scope) => !(SCOPES as readonly string[]).includes(scope))
  if (unknown.length > 0) throw misused(`There is no scope ${unknown.join(', ')}`)
  if (expires !== undefined && !(Date.parse(expires) > Date.now())) {
    throw misused(`--expires ${expires} is not a date to come`)
  }
  const expiresAt = expires === undefined ? null : new Date(expires).toISOString()
  const { id, key } = await createApiKey(db, name, scopes as Scope[], expiresAt)
  return `Key ${id} for ${name}: ${key}\nIt is not shown again.`
}

async function list(db: Kysely<Database>): Promise<string> {
  const keys = await db.selectFrom('api_keys').selectAll().orderBy('api_key_id').execute()
  if (keys.length === 0) return 'There are no keys.'
  return keys
    .map((key) => {
      const state = key.revoked_at ? `revoked ${key.revoked_at}` : key.expires_at ? `until ${key.expires_at}` : 'active'
      return `${key.api_key_id}  ${key.name}  ${key.scopes.join(',')}  created ${key.created_at}  ${state}`
    })
    .join('\n')
}

async function revoke(db: Kysely<Database>, [id]: string[]): Promise<string> {
  if (!/^\d{1,15}$/.test(id ?? '')) throw misused(`A key is revoked by its ID, a number; this is ${id ?? 'none'}`)
  if (!(await revokeApiKey(db, Number(id)))) {
    throw new StartupError(`There is no key ${id} that could be revoked; pnpm keys list shows those there are`)
  }
  return `Key ${id} is revoked.`
}

function readArguments() {
  try {
    return parseArgs({ allowPositionals: true, options: { expires: { type: 'string' } } })
  } catch (error) {
    throw misused((error as Error).message)
  }
}

function misused(what: string): StartupError {
  return new StartupError(`${what}.\n${USAGE}`)
}
