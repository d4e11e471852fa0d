import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/tables.ts'
import { isEmoji } from './search-terms.ts'
import { caseVariants, spanishVariants } from './word-variants.ts'

/** A word of a search as tsqueries of one lexeme each. A ticket has the word if any of them matches. */
export interface StemmedWord {
  /** Empty for a Spanish stop word. */
  spanish: string[]
  english: string[]
  /** The word in names and email addresses. */
  names: string[]
  /** Words in names and email addresses that start with the word. */
  nameStarts: string[]
  /** Whether it is a stop word in Spanish or English. */
  isStopWord: boolean
}

type Configuration = 'spanish' | 'support_english' | 'support_names'

/** Returns the stems of each word. Postgres makes them, with the configurations that the tickets were indexed with. */
export async function stemmedWords(db: Kysely<Database>, words: string[]): Promise<StemmedWord[]> {
  const asked = words.map((word) => ({
    word,
    spanish: caseVariants(word).flatMap(spanishVariants),
    others: caseVariants(word),
  }))
  const lexemesOf = await lexemes(db, [
    ...asked.flatMap(({ spanish }) => spanish.map((text) => ({ configuration: 'spanish' as const, text }))),
    ...asked.flatMap(({ others }) => others.map((text) => ({ configuration: 'support_english' as const, text }))),
    ...asked.flatMap(({ others }) => others.map((text) => ({ configuration: 'support_names' as const, text }))),
  ])
  return asked.map(({ word, spanish, others }) => {
    if (isEmoji(word)) return emoji(word)
    const stems = (configuration: Configuration, variants: string[]) =>
      new Set(variants.flatMap((text) => lexemesOf(configuration, text)))
    const names = [...stems('support_names', others)].map((name) => `=${name}`)
    const isSpanishStopWord = lexemesOf('spanish', word).length === 0
    return {
      spanish: isSpanishStopWord ? [] : [...stems('spanish', spanish)].map(quoted),
      english: [...stems('support_english', others)].map(quoted),
      names: names.map(quoted),
      nameStarts: names.map((name) => (name.length > 2 ? `${quoted(name)}:*` : quoted(name))),
      isStopWord: isSpanishStopWord || lexemesOf('support_english', word).length === 0,
    }
  })
}

/** Emoji are indexed like names, because the parser does not recognize them as words in every locale. */
function emoji(word: string): StemmedWord {
  const name = quoted(`=${word}`)
  return { spanish: [], english: [], names: [name], nameStarts: [name], isStopWord: false }
}

interface Asked {
  configuration: Configuration
  text: string
}

async function lexemes(
  db: Kysely<Database>,
  asked: Asked[],
): Promise<(configuration: Configuration, text: string) => string[]> {
  const configurations = asked.map(({ configuration }) => configuration)
  const texts = asked.map(({ text }) => text)
  const { rows } = await sql<Asked & { lexemes: string[] }>`
    select configuration, text, tsvector_to_array(to_tsvector(configuration::regconfig, text)) as lexemes
    from unnest(${configurations}::text[], ${texts}::text[]) as asked(configuration, text)`.execute(db)
  const found = new Map(rows.map((row) => [keyOf(row.configuration, row.text), row.lexemes]))
  return (configuration, text) => found.get(keyOf(configuration, text)) ?? []
}

function keyOf(configuration: Configuration, text: string): string {
  return `${configuration} ${text}`
}

/** Quotes a lexeme for a tsquery, so that no character is an operator. */
function quoted(lexeme: string): string {
  return `'${lexeme.replaceAll(/['\\]/g, '$&$&')}'`
}
