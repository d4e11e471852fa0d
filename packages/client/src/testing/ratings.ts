import type { DeskRating } from '@kinconecta/support-contracts'

/** A resolution that a token can rate. */
interface Resolution {
  ticketId: number
  resolvedAt: string
  expiresAt: string
}

/** The ratings of a fake service, and the tokens with which resolutions can be rated. */
export class Ratings {
  readonly tokens = new Map<string, Resolution>()
  readonly #rows: { ticketId: number; rating: DeskRating }[] = []

  /** The ratings of a ticket, the newest resolution first. */
  of(ticketId: number): DeskRating[] {
    const own = this.#rows.filter((row) => row.ticketId === ticketId)
    return own.map(({ rating }) => rating).toSorted((a, b) => (a.resolvedAt < b.resolvedAt ? 1 : -1))
  }

  put(ticketId: number, rating: Omit<DeskRating, 'ratingId'>): void {
    const same = this.of(ticketId).find(({ resolvedAt }) => resolvedAt === rating.resolvedAt)
    if (same) Object.assign(same, rating)
    else this.#rows.push({ ticketId, rating: { ...rating, ratingId: this.#rows.length + 1 } })
  }
}
