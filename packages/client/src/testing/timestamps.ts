/** Converts a timestamp to wire form: `2026-03-11T10:30:00`, UTC, whole seconds. An input without offset is UTC. */
export function wireTimestamp(text: string): string {
  const date = new Date(/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`)
  return date.toISOString().slice(0, 19)
}
