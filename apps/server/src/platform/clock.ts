/** Tells the current moment as ISO 8601 with an offset, the form in which it is stored. */
export type Clock = () => string

export const systemClock: Clock = () => new Date().toISOString()
