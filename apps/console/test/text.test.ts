import { describe, expect, it } from 'vitest'
import { en } from '../src/text/en.ts'
import { es } from '../src/text/es.ts'
import { pt } from '../src/text/pt.ts'
import { settings as settingsEn } from '../src/text/settings/settings-en.ts'
import { settings as settingsEs } from '../src/text/settings/settings-es.ts'
import { settings as settingsPt } from '../src/text/settings/settings-pt.ts'
import { ticketPage as pageEn } from '../src/text/ticket/page-en.ts'
import { ticketPage as pageEs } from '../src/text/ticket/page-es.ts'
import { ticketPage as pagePt } from '../src/text/ticket/page-pt.ts'

describe('the texts', () => {
  it('use the plurals of their language', () => {
    const forms = [en, es, pt].map(({ queue }) => [0, 1, 2].map((count) => queue.fresh(count)))
    expect(forms).toEqual([
      ['0 new', '1 new', '2 new'],
      ['0 nuevos', '1 nuevo', '2 nuevos'],
      ['0 novo', '1 novo', '2 novos'],
    ])
  })

  it('are translated', () => {
    const same = (a: object, b: object): string[] =>
      Object.entries(a).flatMap(([name, text]) => {
        const other = (b as Record<string, unknown>)[name]
        if (typeof text === 'object') return same(text as object, other as object)
        return typeof text === 'string' && text === other ? [text] : []
      })
    expect(same(en, es)).toEqual(['Kin Support', 'Tickets', 'General', 'Tickets', 'No'])
    expect(same(en, pt)).toEqual(['Kin Support', 'Tickets', 'E-mail', 'Tickets'])
    expect(same(settingsEn, settingsEs)).toEqual(['Macros', 'Webhooks', 'URL'])
    expect(same(settingsEn, settingsPt)).toEqual(['E-mail', 'Macros', 'Webhooks', 'E-mail', 'URL'])
    for (const page of [pageEs, pagePt]) expect(same(pageEn, page)).toEqual(['Macros', 'Macro'])
  })
})
