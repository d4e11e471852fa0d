const WITH_OFFSET = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.\d{1,6})?([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?$/

/**
 * Converts Postgres's `2026-03-11 10:30:00.123+00` to `2026-03-11T10:30:00`, in UTC. Sessions use UTC, so the fast path
 * slices the text instead of creating a Date. Other offsets are converted, and it throws for any other form, so the
 * result never depends on the settings of the session.
 */
export function wireTimestamp(text: string): string {
  if (text.endsWith('+00') && text[4] === '-' && text[10] === ' ') return `${text.slice(0, 10)}T${text.slice(11, 19)}`
  const parts = WITH_OFFSET.exec(text)
  if (!parts) throw new Error('Postgres sent a timestamp that is not in ISO form')
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number)
  const [offsetHours = 0, offsetMinutes = 0, offsetSeconds = 0] = parts.slice(8).map((part) => Number(part ?? 0))
  const offsetMs = ((offsetHours * 60 + offsetMinutes) * 60 + offsetSeconds) * 1000
  const localMs = Date.UTC(year!, month! - 1, day, hour, minute, second)
  return new Date(parts[7] === '-' ? localMs + offsetMs : localMs - offsetMs).toISOString().slice(0, 19)
}
