import { use, useMemo } from 'react'
import type { Language } from '../preferences/preferences.ts'
import type { Catalogue } from './catalogue.ts'
import { useLanguage, useText, wantedLanguage } from './text.ts'

/** Texts that are loaded with their pages, and not with the shell. */
export function lazyTexts<Page extends object>(loaders: Record<Language, () => Promise<Page>>) {
  const loaded = new Map<Language, Promise<Page>>()

  /** Loads the texts once. If that fails, the next call tries again. */
  const load = (language: Language): Promise<Page> => {
    const known = loaded.get(language)
    if (known) return known
    const texts = loaders[language]()
    loaded.set(language, texts)
    texts.catch(() => loaded.delete(language))
    return texts
  }

  return {
    /** The texts with those of the shell. */
    useTexts: (): Catalogue & Page => {
      const text = useText()
      const page = use(load(useLanguage()))
      return useMemo(() => ({ ...text, ...page }), [text, page])
    },

    /** Begins to load the texts, at the same time as the page. */
    preload: (): void => {
      load(wantedLanguage()).catch(() => {}) // the page tries again
    },
  }
}
