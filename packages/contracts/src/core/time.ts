/** Milliseconds since 1970 of a timestamp as the service stores or sends it: without an offset it is UTC. */
export function msOf(timestamp: string): number {
  return Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(timestamp) ? timestamp : `${timestamp}Z`)
}

/** A time in milliseconds since 1970 as the service sends it: `2026-03-11T10:30:00`, UTC, whole seconds. */
export function timestampOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19)
}
