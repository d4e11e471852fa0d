import { setTimeout as sleep } from 'node:timers/promises'
import type { TicketPresence } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { FollowedPresence, PresenceSource } from '../events/presence-source.ts'
import type { Database } from '../platform/database/tables.ts'
import { listPresences } from './presences.repository.ts'

const POLL_MS = 1_000

// More agents than this on tickets at the same time are not streamed.
const MAX_AGENTS = 5_000

/**
 * Polls who is on which ticket once a second while any stream of this process follows it, and gives each stream what
 * has changed. The table is small and in memory, and polling works behind poolers, unlike LISTEN. What has expired is not
 * read, so an agent whose browser or server crashed is gone after 30 seconds.
 */
export class PresenceFeed implements PresenceSource {
  readonly #lists: Kysely<Database>
  readonly #followers = new Set<Follower>()
  #known = new Map<number, TicketPresence>()
  #isPolling = false

  constructor(lists: Kysely<Database>) {
    this.#lists = lists
  }

  follow(): FollowedPresence {
    const follower = new Follower(() => this.#followers.delete(follower))
    for (const presence of this.#known.values()) follower.add(presence)
    this.#followers.add(follower)
    if (!this.#isPolling) void this.#poll()
    return follower
  }

  async #poll(): Promise<void> {
    this.#isPolling = true
    while (this.#followers.size > 0) {
      const presences = await listPresences(this.#lists, undefined, MAX_AGENTS).catch(() => undefined)
      if (presences) this.#update(new Map(presences.map((presence) => [presence.ticketId, presence])))
      await sleep(POLL_MS, undefined, { ref: false })
    }
    this.#isPolling = false
    this.#known = new Map()
  }

  #update(now: Map<number, TicketPresence>): void {
    const before = this.#known
    this.#known = now
    for (const presence of now.values()) {
      if (!isSame(presence, before.get(presence.ticketId))) this.#tell(presence)
    }
    for (const ticketId of before.keys()) if (!now.has(ticketId)) this.#tell({ ticketId, agents: [] })
  }

  #tell(presence: TicketPresence): void {
    for (const follower of this.#followers) follower.add(presence)
  }
}

function isSame(a: TicketPresence, b: TicketPresence | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** The changes that a stream has not taken yet: at most one for each ticket. */
class Follower implements FollowedPresence {
  readonly #leave: () => void
  readonly #changes = new Map<number, TicketPresence>()
  #change = Promise.withResolvers<void>()

  constructor(leave: () => void) {
    this.#leave = leave
  }

  add(presence: TicketPresence): void {
    this.#changes.set(presence.ticketId, presence)
    this.#change.resolve()
  }

  changed(): Promise<void> {
    return this.#change.promise
  }

  take(): TicketPresence[] {
    const changes = [...this.#changes.values()]
    this.#changes.clear()
    this.#change = Promise.withResolvers()
    return changes
  }

  close(): void {
    this.#leave()
    this.#changes.clear()
  }
}
