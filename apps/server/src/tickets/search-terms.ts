/**
 * One term of a search. If it has several words, they must be adjacent in a text, even if it is not a quoted phrase.
 */
export interface SearchTerm {
  words: string[]
  /** Whether the term is quoted. */
  isPhrase: boolean
  /** Whether tickets with this term do not match. */
  isExcluded: boolean
}

const MAX_WORDS = 16
const TERM = /(?<minus>-?)(?:"(?<phrase>[^"]*)"?|(?<word>[^\s"]+))/g

// The characters that separate words, as in the SQL function search_text. Each emoji is a word.
const EMOJI = String.raw`\u2600-\u27bf\u{1f000}-\u{1faff}`
const SEPARATORS = String.raw`\u0000-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u02c2-\u02df\u060c\u061b\u061f\u066a-\u066d\u06d4\u0964\u0965\u2000-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\ue000-\uf8ff\ufe10-\ufe6f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\uffe0-\uffff\u{1f000}-\u{1faff}`
const WORD = new RegExp(`[${EMOJI}]|[^${SEPARATORS}]+`, 'gu')
const MARKS = /[\u0300-\u036f\ufe00-\ufe0f]/g

/**
 * Parses a search. Its terms are words and `"quoted phrases"`, with `-` in front if they are excluded. Any text is
 * valid. Words after the 16th are ignored.
 */
export function termsOf(text: string): SearchTerm[] {
  let left = MAX_WORDS
  const terms = [...text.replaceAll(/[“”„«»]/g, '"').matchAll(TERM)].map(({ groups = {} }) => {
    const words = wordsOf(groups.phrase ?? groups.word ?? '').slice(0, left)
    left -= words.length
    return { words, isPhrase: groups.phrase !== undefined, isExcluded: groups.minus === '-' }
  })
  return terms.filter(({ words }) => words.length > 0)
}

/** The words of a text in lower case, normalized to NFKC, without separate combining marks. */
function wordsOf(text: string): string[] {
  return text.normalize('NFKC').toLowerCase().replaceAll(MARKS, '').match(WORD) ?? []
}

export function isEmoji(word: string): boolean {
  return new RegExp(`^[${EMOJI}]$`, 'u').test(word)
}
