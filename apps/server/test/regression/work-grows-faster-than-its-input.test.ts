import { FileName, TicketQuery, TimestampInput } from '@kinconecta/support-contracts'
import { describe, expect, it } from 'vitest'
import { isSameKind } from '../../src/files/file-kinds.ts'
import { servedName } from '../../src/files/file-names.ts'
import { dispositionOf } from '../../src/http/downloads/content-disposition.ts'
import { rangeOf } from '../../src/http/downloads/ranges.ts'
import { ifMatchVersions, isNamedBy } from '../../src/http/shared/entity-tags.ts'
import { boundaryOf, partsOf } from '../../src/http/uploads/multipart.ts'
import { describePart } from '../../src/http/uploads/part-headers.ts'
import { networkOf } from '../../src/platform/identity/network-of.ts'
import { cursorAfter, positionOf } from '../../src/platform/paging/cursor.ts'
import { termsOf } from '../../src/tickets/search-terms.ts'
import { z } from 'zod'

const N = 8_000
const NOISE_MS = 40

type Work = (length: number) => unknown

const withoutErrors =
  (work: Work): Work =>
  (length) => {
    try {
      return work(length)
    } catch {
      return undefined
    }
  }

async function read(form: string): Promise<void> {
  const bytes = Buffer.from(form, 'latin1')
  const body = (async function* () {
    for (let from = 0; from < bytes.length; from += 65_536) yield bytes.subarray(from, from + 65_536)
  })()
  for await (const part of partsOf(body, 'b')) for await (const _ of part.bytes) continue
}

const part = (headers: string, content = '') => `--b\r\n${headers}\r\n\r\n${content}\r\n`
const fileNamed = (name: string) => part(`Content-Disposition: form-data; name="f"; filename="${name}"`)
const disposition = (value: string) => describePart({ 'content-disposition': [value] })
const cursor = z.tuple([z.number()])

/** The lowest CPU time of several runs in ms, which other programs on the machine affect least. */
async function timeOf(work: Work, length: number): Promise<number> {
  let best = Infinity
  for (let run = 0; run < 5; run++) {
    const before = process.threadCpuUsage()
    await work(length)
    const { user, system } = process.threadCpuUsage(before)
    best = Math.min(best, (user + system) / 1000)
  }
  return best
}

const PARSERS: Record<string, Work> = {
  'a file name of letters and a slash': (n) => disposition(`form-data; name="f"; filename="${'a'.repeat(n)}/"`),
  'a file name of slashes': (n) => disposition(`form-data; name="f"; filename="${'/'.repeat(n)}a"`),
  'a file name of escapes': (n) => disposition(`form-data; name="f"; filename="${'\\'.repeat(n)}"`),
  'a disposition of parameters': (n) => disposition(`form-data; name="f"${'; a=b'.repeat(n / 4)}`),
  'a disposition of spaces': (n) => disposition(`form-data; name="f";${' '.repeat(n)}x`),
  'a form of file names': (n) => read(`${fileNamed(`${'a'.repeat(16_000)}/`).repeat(n / 1_000)}--b--`),
  'a form of headers': (n) =>
    read(`${part(`Content-Disposition: form-data; name="x"\r\n${'a:\r\n'.repeat(3_000)}b:`).repeat(n / 1_000)}--b--`),
  'a form of dashes': (n) => read(`${part('Content-Disposition: form-data; name="x"', '\r\n--'.repeat(n))}--b--`),
  'a form of line breaks': (n) => read(`${part('Content-Disposition: form-data; name="x"', '\r\n'.repeat(n))}--b--`),
  'a content type of spaces': (n) => boundaryOf(`multipart/form-data;${' '.repeat(n)};boundary=b`),
  'a content type of semicolons': (n) => boundaryOf(`multipart/form-data${'; '.repeat(n)}`),
  'a served name of dots': (n) => servedName(`${'.'.repeat(n)}a`, 'image/png', 'png'),
  'a served name of spaces': (n) => servedName(`a${' '.repeat(n)}b${' '.repeat(n)}`, 'image/png', 'png'),
  'two names of dots': (n) => isSameKind('a.'.repeat(n), 'a.'.repeat(n)),
  'a name for saving': (n) => dispositionOf('ñ"%4'.repeat(n), 'attachment'),
  'a stored name': (n) => FileName.safeParse('a/'.repeat(n)),
  'entity tags': (n) => ifMatchVersions('"1",'.repeat(n)),
  'an unclosed entity tag': (n) => ifMatchVersions(`"${'a'.repeat(n)}`),
  'spaces around entity tags': (n) => isNamedBy(`${' '.repeat(n)},${' '.repeat(n)}"x"`, 'y'),
  'a range': (n) => rangeOf(`bytes=${' '.repeat(n)}${'1'.repeat(n)}-`, 10),
  'a cursor': (n) => positionOf('tickets', `${cursorAfter('tickets', [1])}${'A'.repeat(n)}`, cursor),
  'an address': (n) => networkOf(`::1%${'%'.repeat(n)}`),
  'search terms': (n) => termsOf('-"a '.repeat(n)),
  'a search of quotes': (n) => termsOf('"'.repeat(n)),
  'a search of minus signs': (n) => termsOf('-'.repeat(n)),
  'a timestamp of digits': (n) => TimestampInput.safeParse(`2026-03-11T10:30:00.${'9'.repeat(n)}`),
  'a query': (n) => TicketQuery.safeParse({ q: 'a"'.repeat(n), email: '@'.repeat(n), createdTo: '9'.repeat(n) }),
}

describe('CPU time grows linearly with the length of the input', () => {
  it.each(Object.entries(PARSERS))('%s', { timeout: 60_000 }, async (_, work) => {
    const safe = (length: number) => Promise.resolve(withoutErrors(work)(length)).catch(() => {})
    await safe(N) // compilation must not be measured
    const measure = async () => {
      const measured: number[] = []
      for (const factor of [1, 2, 4, 8]) measured.push(await timeOf(safe, factor * N))
      return measured
    }
    // For eight times the input, quadratic work takes 64 times as long; linear work up to 20, with garbage collection.
    const growsLinearly = (measured: number[]) => measured[3]! < NOISE_MS || measured[3]! / measured[0]! < 30
    let times = await measure()
    // On a busy machine one measurement can be wrong. Quadratic work fails every time.
    for (let again = 0; again < 2 && !growsLinearly(times); again++) times = await measure()
    const isLinear = growsLinearly(times)
    expect({ isLinear, times }).toMatchObject({ isLinear: true })
  })
})
