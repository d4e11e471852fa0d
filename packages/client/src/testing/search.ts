import type { Ticket } from '@kinconecta/support-contracts'

const TERM = /(?<minus>-?)(?:"(?<phrase>[^"]*)"?|(?<word>[^\s"]+))/g
const SHORTEST_STEM = 4

/** A search, in memory. */
export interface Search {
  finds(ticket: Searched): boolean
  relevance(ticket: Searched): number
}

/**
 * Searches for words, `"phrases"` and `-exclusions` in subject and message, and for starts of words in name and e-mail
 * address. Accents and case are ignored. The service finds Spanish and English word forms; this search finds words that
 * start with the given word.
 */
export function searchFor(q: string): Search {
  const terms = [...q.matchAll(TERM)].map(({ groups = {} }) => ({
    words: wordsIn(groups['phrase'] ?? groups['word'] ?? ''),
    isExcluded: groups['minus'] === '-',
  }))
  const usable = terms.filter(({ words }) => words.length > 0)
  return {
    finds: (ticket) =>
      usable.some(({ isExcluded }) => !isExcluded) &&
      usable.every(({ words, isExcluded }) => isExcluded === (timesIn(ticket, words) === 0)),
    relevance: (ticket) => usable.reduce((sum, { words }) => sum + timesIn(ticket, words), 0),
  }
}

/** Whether a text has the words of a search. */
export function isFound(q: string, text: string): boolean {
  return searchFor(q).finds({ subject: '', message: text, fullName: '', email: '' })
}

/** What a search reads of a ticket. */
type Searched = Pick<Ticket, 'subject' | 'message' | 'fullName' | 'email'>

/** Counts how often the words follow one another in the ticket. */
function timesIn({ subject, message, fullName, email }: Searched, words: string[]): number {
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
