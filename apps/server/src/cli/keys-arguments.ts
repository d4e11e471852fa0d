import { parseArgs } from 'node:util'
import { type Scope, SCOPES } from '@kinconecta/support-contracts'
import { StartupError } from '../platform/startup-error.ts'
import { printable, UNPRINTABLE } from './printable.ts'

/** A command of `pnpm keys`. `expiresAt` is null for a key that does not expire. */
export type KeysCommand =
  | { name: 'create'; keyName: string; scopes: Scope[]; expiresAt: string | null }
  | { name: 'list' }
  | { name: 'revoke'; id: number }

const MAX_NAME_LENGTH = 100
const SCOPE_LIST = SCOPES.join(', ')
const EXAMPLE = 'pnpm keys create reporting tickets:read attachments:read --expires 2027-12-31'

const USAGE = `Usage:
  pnpm keys create NAME SCOPE… [--expires YYYY-MM-DD]   prints the new key, only this once
  pnpm keys list
  pnpm keys revoke ID                                   takes effect within 5 seconds on every server
Scopes: ${SCOPE_LIST}`

/** Parses the arguments of `pnpm keys`. Throws a StartupError with the invalid argument and the expected ones. */
export function readKeysCommand(words: string[]): KeysCommand {
  const { expires, positionals } = parsed(words)
  const [command, ...rest] = positionals
  if (command === undefined) throw new StartupError(`The command is missing. ${USAGE}`)
  if (command !== 'create' && expires !== undefined)
    throw new StartupError(`--expires is only valid with create. ${USAGE}`)
  if (command === 'create') return creation(rest, expires)
  if (command === 'revoke') return revocation(rest)
  if (command !== 'list') throw new StartupError(`Unknown command "${command}". ${USAGE}`)
  if (rest.length > 0) throw new StartupError(`"list" has no arguments, but got "${rest.join(' ')}".`)
  return { name: 'list' }
}

function parsed(words: string[]): { expires: string | undefined; positionals: string[] } {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: { expires: { type: 'string' } },
    })
    return { expires: values.expires, positionals }
  } catch (error) {
    throw new StartupError(`${(error as Error).message}. ${USAGE}`, { cause: error })
  }
}

function creation([keyName, ...scopes]: string[], expires: string | undefined): KeysCommand {
  if (!keyName || isScope(keyName)) {
    throw new StartupError(`The name of the new key is missing. It comes first, like "reporting" in: ${EXAMPLE}`)
  }
  if (keyName.length > MAX_NAME_LENGTH) {
    throw new StartupError(`The name has ${keyName.length} characters, but at most ${MAX_NAME_LENGTH} are allowed.`)
  }
  if (UNPRINTABLE.test(keyName)) {
    throw new StartupError(`The name ${printable(keyName)} has control characters or line breaks. Remove them.`)
  }
  if (scopes.length === 0) {
    throw new StartupError(`Key "${keyName}" has no scopes. Add one or more of: ${SCOPE_LIST}`)
  }
  const unknown = scopes.filter((scope) => !isScope(scope)).map((scope) => `"${scope}"`)
  if (unknown.length > 0) throw new StartupError(`Unknown scope ${unknown.join(', ')}. The scopes are: ${SCOPE_LIST}`)
  return { name: 'create', keyName, scopes: scopes as Scope[], expiresAt: expiryOf(expires) }
}

function expiryOf(expires: string | undefined): string | null {
  if (expires === undefined) return null
  const ms = Date.parse(expires)
  if (Number.isNaN(ms)) throw new StartupError(`--expires "${expires}" is not a date. Write it like 2027-12-31.`)
  if (ms <= Date.now()) throw new StartupError(`--expires ${expires} is in the past. Choose a later date.`)
  return new Date(ms).toISOString()
}

function revocation([id, ...more]: string[]): KeysCommand {
  if (id === undefined)
    throw new StartupError('The id of the key to revoke is missing. "pnpm keys list" shows the ids.')
  if (more.length > 0) {
    throw new StartupError(`"revoke" accepts one id, but got ${more.length + 1}. No key was revoked.`)
  }
  if (!/^\d{1,15}$/.test(id)) {
    throw new StartupError(`"${id}" is not the id of a key. Ids are numbers; "pnpm keys list" shows them.`)
  }
  return { name: 'revoke', id: Number(id) }
}

function isScope(word: string): boolean {
  return (SCOPES as readonly string[]).includes(word)
}
