import { createStore, useStore } from '../app/store.ts'
import { type Language, LANGUAGES, onPreferences, preferences } from '../preferences/preferences.ts'
import type { Catalogue } from './catalogue.ts'

interface Texts {
  language: Language
  text: Catalogue
}

const LOADERS: Record<Language, () => Promise<Catalogue>> = {
  en: async () => (await import('./en.ts')).en,
  es: async () => (await import('./es.ts')).es,
  pt: async () => (await import('./pt.ts')).pt,
}

const store = createStore<Texts | undefined>(undefined)

/** Loads the texts of the user's language, now and when it changes. The page stays as it is until they are there. */
export async function startTexts(): Promise<void> {
  onPreferences(() => void showLanguage(wantedLanguage()))
  await showLanguage(wantedLanguage())
}

/** The language that the user chose, else the first language of the browser that the console has. */
export function wantedLanguage(): Language {
  const ofBrowser = navigator.languages.map((tag) => LANGUAGES.find((language) => tag.split('-', 1)[0] === language))
  return preferences().language ?? ofBrowser.find((language) => language !== undefined) ?? 'en'
}

async function showLanguage(language: Language): Promise<void> {
  if (store.get()?.language === language) return
  const text = await LOADERS[language]()
  if (wantedLanguage() !== language) return // the user has chosen another one in the meantime
  document.documentElement.lang = language
  store.set({ language, text })
}

/** The texts of the page. */
export function useText(): Catalogue {
  return useTexts().text
}

/** The texts, outside of the page. */
export function currentText(): Catalogue {
  return loaded(store.get()).text
}

/** The language of the page. */
export function useLanguage(): Language {
  return useTexts().language
}

/** The language with the region of the browser, if it is the same language, for dates and numbers: `es-CO`. */
export function useLocale(): string {
  const { language } = useTexts()
  return navigator.languages.find((tag) => tag.split('-', 1)[0] === language) ?? language
}

function useTexts(): Texts {
  return loaded(useStore(store))
}

function loaded(texts: Texts | undefined): Texts {
  if (!texts) throw new Error('The texts are used before they are loaded')
  return texts
}
