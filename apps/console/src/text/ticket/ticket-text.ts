import { use, useMemo } from 'react'
import type { Language } from '../../preferences/preferences.ts'
import type { Catalogue } from '../catalogue.ts'
import { useLanguage, useText, wantedLanguage } from '../text.ts'
import type { TicketPage } from './page-en.ts'

const LOADERS: Record<Language, () => Promise<TicketPage>> = {
  en: async () => (await import('./page-en.ts')).ticketPage,
  es: async () => (await import('./page-es.ts')).ticketPage,
  pt: async () => (await import('./page-pt.ts')).ticketPage,
}

const loaded = new Map<Language, Promise<TicketPage>>()

/** The texts with those of the page of a ticket, which are loaded with it and not with the shell. */
export function useTicketText(): Catalogue & TicketPage {
  const text = useText()
  const page = use(load(useLanguage()))
  return useMemo(() => ({ ...text, ...page }), [text, page])
}

/** Begins to load the texts, at the same time as the page. */
export function preloadTicketText(): void {
  load(wantedLanguage()).catch(() => {}) // the page tries again
}

/** Loads the texts once. If that fails, the next call tries again. */
function load(language: Language): Promise<TicketPage> {
  const known = loaded.get(language)
  if (known) return known
  const texts = LOADERS[language]()
  loaded.set(language, texts)
  texts.catch(() => loaded.delete(language))
  return texts
}
