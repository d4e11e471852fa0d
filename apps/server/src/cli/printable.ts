/**
 * Control and format characters, line and paragraph separators, and what is no character: terminals act on some of
 * them.
 */
export const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/u

/** Returns the text with unprintable characters escaped, such as `\u{1b}`. */
export function printable(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`)
}
