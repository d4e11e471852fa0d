import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { csvOf } from '../../src/reports/csv.ts'
import { aTicket, useService } from '../support/harness.ts'
import { isWithoutLibreOffice, openInLibreOffice } from '../support/libreoffice.ts'

const service = useService()
const REPORT = '/api/desk/reports/volume.csv?from=2026-03-11&to=2026-03-11&groupBy=tag'

/** Names of tags that a spreadsheet might run, and how the file has them. */
const NAMES: [name: string, inFile: string][] = [
  ['=1+1', `"'=1+1"`],
  ['+1', `"'+1"`],
  ['-1', `"'-1"`],
  ['@SUM(1)', `"'@SUM(1)"`],
  ['＝1+1', `"'＝1+1"`],
  ['﹢1', `"'﹢1"`],
  ['−1', `"'−1"`],
  ['  =1+1', `"  '=1+1"`],
  ['\t=1+1', `"'\t'=1+1"`],
  ['\r1', `"'\r1"`],
  ['a;=HYPERLINK("http://example.test")', `"a;'=HYPERLINK(""http://example.test"")"`],
  ['a";  =1+1;"', `"a"";  '=1+1;"""`],
  ['a,=1+1', `"a,'=1+1"`],
  ['a\n=1+1', `"a\n'=1+1"`],
  ['devolución, "urgente"', `"devolución, ""urgente"""`],
  ['e-mail = a+b@c', `"e-mail = a+b@c"`],
]

describe('text in a CSV file', () => {
  it.each(NAMES)('%j', (name, inFile) => {
    expect(csvOf(['group'], [{ group: name }])).toBe(`\uFEFFgroup\r\n${inFile}\r\n`)
  })

  it('takes time in proportion to its length', () => {
    const started = performance.now()
    csvOf(['group'], [{ group: `;${' '.repeat(200_000)}` }, { group: '; ='.repeat(70_000) }])
    expect(performance.now() - started).toBeLessThan(1_000)
  })
})

describe('GET /api/desk/reports/{report}.csv', () => {
  beforeAll(async () => {
    for (const [name] of NAMES) {
      const { ticketId } = await service.client.tickets.create(aTicket)
      // Older names; the API trims and refuses some of these.
      await sql`with tag as (insert into tags (name) values (${name}) returning tag_id)
        update support_tickets set tag_ids = array(select tag_id from tag) where ticket_id = ${ticketId}`.execute(
        service.db,
      )
    }
  })

  const file = async (path: string) => {
    const response = await fetch(service.url + path)
    return { response, bytes: new Uint8Array(await response.arrayBuffer()) }
  }

  it('has the rows of the report, with names of columns', async () => {
    const { response, bytes } = await file('/api/desk/reports/volume.csv?from=2026-03-10&to=2026-03-11')
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename=volume-2026-03-10-2026-03-11.csv',
      'x-content-type-options': 'nosniff',
    })
    const lines = ['from,to,group,groupName,created,resolved,reopened,backlog']
    lines.push('"2026-03-10","2026-03-10",,,0,0,0,0', `"2026-03-11","2026-03-11",,,${NAMES.length},0,0,${NAMES.length}`)
    expect(Buffer.from(bytes).toString()).toBe(`\uFEFF${lines.join('\r\n')}\r\n`)
  })

  it.each([
    ['nothing.csv', 400],
    ['volume.csv.csv', 400],
    ['volume.txt', 404],
    ['.csv', 400],
  ])('%s: %i', async (name, status) => {
    const answer = await service.send('GET', `/api/desk/reports/${name}?from=2026-03-10&to=2026-03-11`)
    expect(answer.status).toBe(status)
  })

  it.skipIf(isWithoutLibreOffice)(
    'is opened by LibreOffice without a formula, whatever separates cells (skipped without LibreOffice)',
    async () => {
      const { bytes } = await file(REPORT)
      const dangerous = new TextEncoder().encode('group\r\n=1+1\r\na;=1+2\r\n')
      const separators = [',', ';', '\t']
      const opened = await openInLibreOffice([
        ...separators.map((separator) => ({ bytes, separator })),
        { bytes: dangerous, separator: ',' },
        { bytes: dangerous, separator: ';' },
      ])
      const formulas = opened.map((sheet) => sheet.match(/table:formula=/g)?.length ?? 0)
      expect(formulas).toEqual([0, 0, 0, 1, 2])
      expect(opened[0]).toContain('devolución, &quot;urgente&quot;')
    },
    120_000,
  )
})
