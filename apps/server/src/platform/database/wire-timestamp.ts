/** `2026-03-11 10:30:00.123+00` to `2026-03-11T10:30:00`. Runs once a value, so it slices instead of building a Date. */
export function wireTimestamp(text: string): string {
  return `${text.slice(0, 10)}T${text.slice(11, 19)}`
}
