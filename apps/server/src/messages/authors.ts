import type { Actor, AuthorKind, EventActor, MessageAuthor } from '@kinconecta/support-contracts'

/** The author of a message as it is stored: the id is that of the actor, null for a guest. */
export interface StoredAuthor {
  kind: AuthorKind
  id: string | null
}

const PREFIX = /^(member|agent|admin|service):/

/** The author of the messages of a caller. */
export function authorOf({ kind, id }: Actor): StoredAuthor {
  if (kind === 'member') return { kind: 'requester', id }
  if (kind === 'service') return { kind: 'service', id }
  return kind === 'agent' || kind === 'admin' ? { kind: 'agent', id } : { kind: 'requester', id: null }
}

/** Whether a message was written by this author. An agent stays the same one with another role. */
export function isSameAuthor(one: StoredAuthor, other: StoredAuthor): boolean {
  return one.kind === other.kind && withoutPrefix(one.id) === withoutPrefix(other.id)
}

/** The author as the service sends it. */
export function shownAuthor({ kind, id }: StoredAuthor, name: string | null): MessageAuthor {
  return { kind, id: withoutPrefix(id), name }
}

/** The actor of the events of a message that is sent later. */
export function eventActorOfAuthor({ kind, id }: StoredAuthor): EventActor {
  if (kind === 'requester') return id === null ? { kind: 'guest', id } : { kind: 'member', id }
  if (kind === 'service') return { kind, id }
  return { kind: id?.startsWith('agent:') ? 'agent' : 'admin', id }
}

/** The id of an account or of an API key, as other operations have it. */
export function withoutPrefix(id: string | null): string | null {
  return id === null ? null : id.replace(PREFIX, '')
}
