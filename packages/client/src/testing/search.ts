import type { Ticket } from '@kinconecta/support-contracts'

const TERM = /(?<minus>-?)(?:"(?<phrase>[^"]*)"?|(?<word>[^\s"]+))/g
const SHORTEST_STEM = 4

/** A search, in memory. */
export interface Search {
  finds(ticket: Ticket): boolean
  relevance(ticket: Ticket): number
}

/**
 * Words, `"phrases"` and `-exclusions` in subject and message, and beginnings of names and e-mail addresses. Accents and
 * case do not count. The service knows the forms of Spanish and English words; here a word finds what begins like it.
 */
export function searchFor(q: string): Search {
  const terms = [...q.matchAll(TERM)].map(({ groups = {} }) => ({
    words: wordsIn(groups['phrase'] ?? groups['word'] ?? ''),
    isExcluded: groups['minus'] === '-',
  }))
  const given = terms.filter(({ words }) => words.length > 0)
  return {
    finds: (ticket) =>
      given.some(({ isExcluded }) => !isExcluded) &&
      given.every(({ words, isExcluded }) => isExcluded === (timesIn(ticket, words) === 0)),
    relevance: (ticket) => given.reduce((sum, { words }) => sum + timesIn(ticket, words), 0),
  }
}

/** How often the words follow one another in the ticket. */
function timesIn({ subject, message, fullName, email }: Ticket, words: string[]): number {
  const times = (text: string[], isHit: (found: string, word: string) => boolean) =>
    text.filter((_, at) => words.every((word, index) => isHit(text[at + index] ?? '', word))).length
  return (
    times(wordsIn(`${subject} ${message}`), isForm) +
    times(wordsIn(`${fullName} ${email}`), (found, word) => found.startsWith(word))
  )
}

function isForm(found: string, word: string): boolean {
  return found === word || (word.length >= SHORTEST_STEM && found.startsWith(word))
}

function wordsIn(text: string): string[] {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  return plain.match(/[\p{L}\p{N}]+/gu) ?? []
}
