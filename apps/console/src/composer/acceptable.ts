/** What was typed, without the characters that the service refuses. */
export function acceptable(typed: string): string {
  return typed.replaceAll('\0', '').toWellFormed()
}
