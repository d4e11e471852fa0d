/** `2026-03-11T10:30:00`, UTC, whole seconds. Without an offset it is UTC. */
export function wireTimestamp(text: string): string {
  const moment = new Date(/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`)
  return moment.toISOString().slice(0, 19)
}
