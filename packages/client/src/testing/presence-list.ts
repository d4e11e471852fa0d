import { MAX_PRESENCES, PRESENCE_S, type TicketPresence } from '@kinconecta/support-contracts'
import { AGENT } from './caller.ts'

/** What the agent of a fake service does on each ticket. It is gone 30 seconds after its last beat. */
export class PresenceList {
  readonly #seen = new Map<number, { state: 'viewing' | 'typing'; ms: number }>()
  readonly #followers = new Set<(presence: TicketPresence) => void>()
  readonly #now: () => string

  constructor(now: () => string) {
    this.#now = now
  }

  set(ticketId: number, state: 'viewing' | 'typing' | 'gone'): void {
    this.#seen.delete(ticketId)
    if (state !== 'gone') this.#seen.set(ticketId, { state, ms: Date.parse(this.#now()) })
    const [oldest] = this.#seen.keys()
    if (this.#seen.size > MAX_PRESENCES) this.#seen.delete(oldest!)
    for (const tell of this.#followers) tell(this.on(ticketId))
  }

  /** Tells who is on each ticket now, and then each change, until `signal` aborts. */
  follow(tell: (presence: TicketPresence) => void, signal: AbortSignal): void {
    for (const ticketId of this.#seen.keys()) tell(this.on(ticketId))
    this.#followers.add(tell)
    signal.addEventListener('abort', () => this.#followers.delete(tell), { once: true })
  }

  on(ticketId: number): TicketPresence {
    const seen = this.#seen.get(ticketId)
    const isHere = seen !== undefined && Date.parse(this.#now()) - seen.ms <= PRESENCE_S * 1000
    return { ticketId, agents: isHere ? [{ agentId: AGENT, state: seen.state }] : [] }
  }
}
