const MAX_VARIANTS = 64
const MAX_LENGTH = 40
const ACCENTED: Readonly<Record<string, string>> = { a: 'á', e: 'é', i: 'í', o: 'ó', u: 'ú' }

/**
 * Returns the Spanish words that `word` may stand for if accents were omitted: as written, without marks, and with each
 * possible accent, `ñ` or `ü`. The stemmer needs the accents, and callers often omit them.
 */
export function spanishVariants(word: string): string[] {
  const plain = word.normalize('NFD').replaceAll(/[\u0300-\u036f]/g, '')
  if (plain.length > MAX_LENGTH || !/^[a-z]+$/.test(plain)) return [...new Set([word, plain])]
  const consonants = [plain, ...replacedOnce(plain, /n/g, () => 'ñ'), plain.replace(/(?<=g)u(?=[ei])/, 'ü')]
  const accented = consonants.flatMap((base) => replacedOnce(base, /[aeiou]/g, (vowel) => ACCENTED[vowel]!))
  return [...new Set([word, ...consonants, ...accented])].slice(0, MAX_VARIANTS)
}

/** Returns one copy of the word per match, in which only this match is replaced. */
function replacedOnce(word: string, pattern: RegExp, replacement: (letter: string) => string): string[] {
  return [...word.matchAll(pattern)].map(
    ({ 0: letter, index }) => word.slice(0, index) + replacement(letter) + word.slice(index + letter.length),
  )
}

/**
 * Returns a word with non-Latin letters in lower case, capitalized, and in upper case. Other words are returned
 * unchanged. Databases with the locale C store these letters in the case in which they were written.
 */
export function caseVariants(word: string): string[] {
  if (!/[^\p{ASCII}\u0080-\u024f]/u.test(word)) return [word]
  const [first = '', ...rest] = word
  return [...new Set([word, first.toUpperCase() + rest.join(''), word.toUpperCase()])]
}
