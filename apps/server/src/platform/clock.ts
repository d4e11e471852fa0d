/** Returns the current timestamp in ISO 8601 with an offset, such as `2026-03-11T10:30:00.123Z`. */
export type Clock = () => string

export const systemClock: Clock = () => new Date().toISOString()
