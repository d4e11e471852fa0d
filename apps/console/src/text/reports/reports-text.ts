import { lazyTexts } from '../lazy-texts.ts'
import type { ReportTexts } from './reports-en.ts'

/** The texts of the reports, as `report`, with those of the shell. */
export const { useTexts: useReportsText } = lazyTexts<{ report: ReportTexts }>({
  en: () => import('./reports-en.ts'),
  es: () => import('./reports-es.ts'),
  pt: () => import('./reports-pt.ts'),
})
