import { lazyTexts } from '../lazy-texts.ts'
import type { TicketPage } from './page-en.ts'

/** The texts of the page of a ticket, with those of the shell. */
export const { useTexts: useTicketText, preload: preloadTicketText } = lazyTexts<TicketPage>({
  en: async () => (await import('./page-en.ts')).ticketPage,
  es: async () => (await import('./page-es.ts')).ticketPage,
  pt: async () => (await import('./page-pt.ts')).ticketPage,
})
