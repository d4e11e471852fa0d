import { randomBytes } from 'node:crypto'
import type { Actor } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { Database } from '../../database/tables.ts'
import { sha256 } from '../../sha256.ts'
import { knownAgents } from '../known-agents.ts'
import { profileOf } from '../token-profile.ts'
import {
  deleteSession,
  deleteSessionsLike,
  findSession,
  insertSession,
  type SessionOwner,
  type SessionRow,
  updateLastUse,
} from './sessions.repository.ts'

const TOKEN_BYTES = 32
const TOKEN = /^[\w-]{43}$/
const MAX_CACHED = 2_000
const CACHED_MS = 2_000 // every server ends a session within 5 seconds

/** Somebody who has shown who they are. */
export interface SignedIn {
  actor: Extract<Actor, { kind: 'agent' | 'admin' | 'service' }>
  name?: string | undefined
  email?: string | undefined
}

/** A session that is valid now, and its caller. */
export interface Session extends SignedIn {
  id: string
  /** When it ends at the latest, as the service sends timestamps. */
  expiresAt: string
}

/** The sessions of the console. */
export interface Sessions {
  /**
   * Starts a session, and records the agent. Returns its token, which is stored nowhere. Rejects with FORBIDDEN if the
   * agent is disabled.
   */
  create(signedIn: SignedIn): Promise<string>
  /** The session of a token; undefined if there is none, or if it has ended. `isUse` says that a person did something. */
  find(token: string, isUse: boolean): Promise<Session | undefined>
  /** The session with this id, if it is still valid. */
  findById(id: string): Promise<Session | undefined>
  end(session: Session): Promise<void>
  /** Ends all sessions of the caller. */
  endAll(session: Session): Promise<void>
}

export function openSessions(db: Kysely<Database>): Sessions {
  const admitAgent = knownAgents(db)
  const known = new LRUCache<string, Promise<SessionRow | undefined>>({ max: MAX_CACHED, ttl: CACHED_MS })
  const read = (key: string, by: Parameters<typeof findSession>[1]) => {
    const cached = known.get(key)
    if (cached) return cached
    const found = findSession(db, by)
    known.set(key, found)
    found.catch(() => known.delete(key))
    return found
  }
  return {
    async create({ actor, ...claims }) {
      const profile = profileOf(claims)
      const owner = ownerOf({ actor, ...profile })
      await admitAgent(actor, profile)
      const token = randomBytes(TOKEN_BYTES).toString('base64url')
      await insertSession(db, sha256(token), owner)
      return token
    },
    async find(token, isUse) {
      if (!TOKEN.test(token)) return undefined
      const hash = sha256(token)
      const row = await read(hash.toString('hex'), { hash })
      if (row?.is_due && isUse) {
        row.is_due = false
        await updateLastUse(db, row.session_id)
      }
      return row && sessionOf(row)
    },
    async findById(id) {
      const row = await read(id, { session_id: id })
      return row && sessionOf(row)
    },
    async end({ id }) {
      await deleteSession(db, id)
      known.clear()
    },
    async endAll(session) {
      await deleteSessionsLike(db, ownerOf(session))
      known.clear()
    },
  }
}

function sessionOf(row: SessionRow): Session {
  const { session_id: id, expires_at: expiresAt, name, email } = row
  return { id, expiresAt, actor: actorOf(row), name: name ?? undefined, email: email ?? undefined }
}

function actorOf({
  session_id: sessionId,
  actor_kind: kind,
  agent_id,
  api_key_id,
  scopes,
}: SessionRow): Session['actor'] {
  if (kind === 'service') return { kind, id: `service:${api_key_id}`, scopes: scopes ?? [], sessionId }
  return { kind, id: `${kind}:${agent_id}`, sessionId }
}

function ownerOf({ actor, name, email }: SignedIn): SessionOwner {
  const id = actor.id.slice(actor.kind.length + 1)
  const isService = actor.kind === 'service'
  return {
    actor_kind: actor.kind,
    agent_id: isService ? null : id,
    api_key_id: isService ? Number(id) : null,
    name: name?.slice(0, 150) ?? null,
    email: email?.slice(0, 190) ?? null,
  }
}
