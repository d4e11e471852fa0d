/** What is searched for, term by term. */
export interface SearchTerms {
  texts: string[]
  /** Whether the words of the term have to follow one another. */
  phrases: boolean[]
  /** Whether the term must not be there. */
  excluded: boolean[]
}

const TERM = /(?<minus>-?)(?:"(?<phrase>[^"]*)"?|(?<word>[^\s"]+))/g

/** Words, `"quoted phrases"` and either with `-` before it. Any text is a search; what is no term is passed over. */
export function termsOf(words: string): SearchTerms {
  const terms = [...words.replaceAll(/[“”„«»]/g, '"').matchAll(TERM)].map(({ groups = {} }) => groups)
  return {
    texts: terms.map(({ phrase, word }) => phrase ?? word ?? ''),
    phrases: terms.map(({ phrase }) => phrase !== undefined),
    excluded: terms.map(({ minus }) => minus === '-'),
  }
}
