import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { type SearchTerm, termsOf } from './search-terms.ts'
import { type StemmedWord, stemmedWords } from './stemmed-words.ts'

/** A search as tsqueries for `ticket_words`, in text form. */
export interface SearchQuery {
  /** Required and excluded words. The index alone can evaluate them. */
  words: string
  /**
   * Required and excluded phrases; undefined if there are none. Whether words are adjacent can only be checked on the
   * text. The words of required phrases are in {@link words} too.
   */
  phrases: string | undefined
  /** The search as a number, which may be the id of a ticket; undefined if it is anything else. */
  ticketId: number | undefined
}

type Term = SearchTerm & { stems: StemmedWord[] }

// Every ticket has this lexeme.
const ANY_TICKET = `'='`

/** Converts a search to tsqueries. Returns undefined if nothing can match, as for a phrase of stop words. */
export async function searchQuery(db: Kysely<Database>, text: string): Promise<SearchQuery | undefined> {
  const terms = await stemmedTerms(db, text)
  const wanted = terms.filter(({ isExcluded }) => !isExcluded)
  const meaningful = wanted.filter(isMeaningful)
  const excluded = terms.filter((term) => term.isExcluded && isMeaningful(term))
  // Stop words are ignored. If there are no other words, they are searched for in names and email addresses.
  const names = meaningful.length > 0 ? [] : wanted.filter(({ isPhrase }) => !isPhrase)
  if (meaningful.length + names.length === 0 && (wanted.length > 0 || terms.length === 0)) return undefined
  const phrases = [...meaningful.filter(isRechecked).map(phraseOf), ...excluded.filter(isRechecked).map(not(phraseOf))]
  const asked = [...meaningful.map(wordsOf), ...names.map(nameOf)]
  const words = [
    ...(asked.length > 0 ? asked : [ANY_TICKET]),
    ...excluded.filter((term) => !isRechecked(term)).map(not(wordsOf)),
  ]
  return {
    words: allOf(words),
    phrases: phrases.length === 0 ? undefined : allOf(phrases),
    ticketId: terms.length === 1 ? numberIn(terms[0]!) : undefined,
  }
}

async function stemmedTerms(db: Kysely<Database>, text: string): Promise<Term[]> {
  const terms = termsOf(text)
  const stems = await stemmedWords(
    db,
    terms.flatMap(({ words }) => words),
  )
  return terms.map((term) => Object.assign(term, { stems: stems.splice(0, term.words.length) }))
}

function isMeaningful({ stems }: Term): boolean {
  return !stems.every(({ isStopWord }) => isStopWord)
}

/** Whether the term has several words, which must be adjacent. */
function isRechecked({ words }: Term): boolean {
  return words.length > 1
}

/** A query for all words of the term, in the texts or in the name and the email address. */
function wordsOf(term: Term): string {
  const [first, ...others] = term.stems
  if (others.length === 0) return anyOf([...first!.spanish, ...first!.english, nameOf(term)])
  const texts = term.stems.filter(({ spanish }) => spanish.length > 0).map(({ spanish }) => anyOf(spanish))
  return anyOf([allOf(texts), nameOf(term)])
}

/** A query for adjacent words in the texts, or for all words in the name and the email address. */
function phraseOf(term: Term): string {
  let phrase = ''
  let distance = 0
  for (const { spanish } of term.stems) {
    distance++
    if (spanish.length === 0) continue
    phrase = phrase === '' ? anyOf(spanish) : `${phrase} <${distance}> ${anyOf(spanish)}`
    distance = 0
  }
  return anyOf([phrase, nameOf(term)])
}

function nameOf({ stems, isPhrase }: Term): string {
  return allOf(stems.map(({ names, nameStarts }) => anyOf(isPhrase ? names : nameStarts)))
}

function not(queryOf: (term: Term) => string): (term: Term) => string {
  return (term) => `!${queryOf(term)}`
}

function anyOf(queries: string[]): string {
  return `(${queries.filter((query) => query !== '').join(' | ')})`
}

function allOf(queries: string[]): string {
  return queries.length === 0 ? '' : `(${queries.join(' & ')})`
}

function numberIn({ words: [word = '', ...others], isExcluded }: Term): number | undefined {
  return !isExcluded && others.length === 0 && /^[1-9]\d{0,14}$/.test(word) ? Number(word) : undefined
}
