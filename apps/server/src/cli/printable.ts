/**
 * Matches control and format characters, line and paragraph separators, and unassigned code points. Terminals act on
 * some of them.
 */
export const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/u

/** Returns the text with unprintable characters escaped, such as `\u{1b}`. */
export function printable(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`)
}
