const MOST_VARIANTS = 64
const LONGEST_WITH_VARIANTS = 40
const ACCENTED: Readonly<Record<string, string>> = { a: 'á', e: 'é', i: 'í', o: 'ó', u: 'ú' }

/**
 * The ways in which a Spanish word that was written without its accents may have been meant: as it is, without marks,
 * and with the marks that Spanish words have. The stemmer needs the accents, which callers need not write.
 */
export function spanishVariants(word: string): string[] {
  const plain = word.normalize('NFD').replaceAll(/[\u0300-\u036f]/g, '')
  if (plain.length > LONGEST_WITH_VARIANTS || !/^[a-z]+$/.test(plain)) return [...new Set([word, plain])]
  const consonants = [plain, ...replacedOnce(plain, /n/g, () => 'ñ'), plain.replace(/(?<=g)u(?=[ei])/, 'ü')]
  const accented = consonants.flatMap((base) => replacedOnce(base, /[aeiou]/g, (vowel) => ACCENTED[vowel]!))
  return [...new Set([word, ...consonants, ...accented])].slice(0, MOST_VARIANTS)
}

/** The word with each match replaced alone. */
function replacedOnce(word: string, pattern: RegExp, replacement: (letter: string) => string): string[] {
  return [...word.matchAll(pattern)].map(
    ({ 0: letter, index }) => word.slice(0, index) + replacement(letter) + word.slice(index + letter.length),
  )
}

/** Databases with the locale C leave letters beyond ASCII as they were written, so each case is looked up. */
export function caseVariants(word: string): string[] {
  if (!/[^\p{ASCII}\u0080-\u024f]/u.test(word)) return [word]
  const [first = '', ...rest] = word
  return [...new Set([word, first.toUpperCase() + rest.join(''), word.toUpperCase()])]
}
