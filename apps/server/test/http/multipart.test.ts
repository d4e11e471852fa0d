import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundaryOf, partsOf } from '../../src/http/uploads/multipart.ts'

interface Read {
  name: string
  fileName: string | undefined
  text: string
}

async function read(chunks: Buffer[], boundary = 'b'): Promise<Read[]> {
  const parts: Read[] = []
  const body = (async function* () {
    yield* chunks
  })()
  for await (const { name, fileName, bytes } of partsOf(body, boundary)) {
    const all: Buffer[] = []
    for await (const chunk of bytes) all.push(chunk)
    parts.push({ name, fileName, text: Buffer.concat(all).toString('latin1') })
  }
  return parts
}

function pieces(form: Buffer, length: number): Buffer[] {
  return Array.from({ length: Math.ceil(form.length / length) }, (_, index) =>
    form.subarray(index * length, (index + 1) * length),
  )
}

const part = (headers: string, body: string) => `--b\r\n${headers}\r\n\r\n${body}\r\n`
const field = (name: string, body: string) => part(`Content-Disposition: form-data; name="${name}"`, body)

describe('a form', () => {
  it('is the same for any division into chunks', async () => {
    const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array).toString('latin1'))
    // Text that resembles a boundary.
    const lookalike = fc.constantFrom('\r\n--', '\r\n--B', '--b', '\r\n-', '\r', '\r\n\r\n', '')
    const content = fc.array(fc.oneof(bytes, lookalike), { maxLength: 6 }).map((all) => all.join(''))
    const usable = content.filter((text) => !`\r\n${text}\r`.includes('\r\n--b'))
    const cuts = fc.array(fc.nat(40), { minLength: 1, maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(fc.array(usable, { minLength: 1, maxLength: 4 }), cuts, async (contents, lengths) => {
        const form = Buffer.from(
          contents.map((text, index) => field(`n${index}`, text)).join('') + '--b--\r\n',
          'latin1',
        )
        const chunks: Buffer[] = []
        for (let from = 0, cut = 0; from < form.length; cut++) {
          const length = 1 + lengths[cut % lengths.length]!
          chunks.push(form.subarray(from, from + length))
          from += length
        }
        const expected = contents.map((text, index) => ({ name: `n${index}`, fileName: undefined, text }))
        expect(await read(chunks)).toEqual(expected)
      }),
      { numRuns: 300 },
    )
  })

  it('skips the bytes of a part that its reader leaves', async () => {
    const form = Buffer.from(`${field('a', 'x'.repeat(1000))}${field('b', 'y')}--b--`)
    const names: string[] = []
    const body = (async function* () {
      for (let from = 0; from < form.length; from += 7) yield form.subarray(from, from + 7)
    })()
    for await (const { name } of partsOf(body, 'b')) names.push(name)
    expect(names).toEqual(['a', 'b'])
  })

  it.each([
    ['nothing', ''],
    ['another boundary', '--c\r\n'],
    ['no last boundary', field('a', 'x')],
    ['a truncated boundary', `${field('a', 'x')}--`],
    ['a boundary with a suffix', `${field('a', 'x')}--bc\r\n`],
    ['no headers', '--b\r\n\r\nhello\r\n--b\r\nContent-Disposition: form-data; name="x"\r\n\r\ny\r\n--b--'],
    ['headers that never end', `--b\r\n${'X: y\r\n'.repeat(10_000)}`],
    ['an invalid header', part('Content-Disposition: form-data; name="x"\r\nhello', 'y')],
    ['a truncated header', '--b\r\nContent-Disposition: form-data; name="x"\r\n--b--'],
    [
      'a header after a malformed one',
      part('Content-Disposition: form-data; name="x"\r\ny\r\nContent-Transfer-Encoding: base64', 'y'),
    ],
    ['a header of 20 kB', part(`Content-Disposition: form-data; name="x"\r\nX: ${'y'.repeat(20_000)}`, 'y')],
    ['a preamble of 300 kB', `${'x'.repeat(300_000)}\r\n${field('a', 'x')}--b--`],
    [
      'a longer boundary with the same prefix',
      `${field('a', 'x')}--bX: y\r\nContent-Disposition: form-data; name="c"\r\n\r\nz\r\n--b--`,
    ],
    ['a part without a name', part('Content-Disposition: form-data', 'y')],
    [
      'two dispositions',
      part('Content-Disposition: form-data; name="x"\r\nContent-Disposition: form-data; name="z"', 'y'),
    ],
    ['another disposition', part('Content-Disposition: attachment; name="x"', 'y')],
    ['bare line feeds', '--b\nContent-Disposition: form-data; name="x"\n\ny\n--b--'],
    ['text after the end', `${field('a', 'x')}--b--${'z'.repeat(2_000)}`],
    ['a name that is not UTF-8', part('Content-Disposition: form-data; name="\xff"', 'y')],
  ])('is rejected with %s', async (_, form) => {
    const chunks = Buffer.from(form, 'latin1')
    await expect(read(pieces(chunks, 60_000))).rejects.toMatchObject({ code: 'REQUEST_MALFORMED' })
    await expect(read(pieces(chunks, 7))).rejects.toMatchObject({ code: 'REQUEST_MALFORMED' })
  })

  it.each([
    ['filename="a.png"', 'a.png'],
    ['filename=a.png', 'a.png'],
    ['filename="C:\\fakepath\\a.png"', 'a.png'],
    ['filename="../../etc/a.png"', 'a.png'],
    ['filename="año “1”.png"', 'año “1”.png'],
    ['filename="a%22b.png"', 'a"b.png'],
    ['filename="a\\"b.png"', 'a"b.png'],
    ['filename="a\\\\b\\"c.png"', 'b"c.png'],
    [`filename="a_o.png"; filename*=utf-8''a%C3%B1o.png`, 'año.png'],
    [`filename*=UTF-8''..%2Fa%C3%B1o.png`, 'año.png'],
    ['filename="100%25.png"', '100%25.png'],
    ['filename="a;b.png"', 'a;b.png'],
    ['filename=""', ''],
    ['filename="folder/"', ''],
  ])('has a file with %s', async (parameter, fileName) => {
    const form = `${part(`Content-Disposition: form-data; name="f"; ${parameter}\r\nContent-Type: image/png`, 'y')}--b--`
    expect(await read([Buffer.from(form)])).toEqual([{ name: 'f', fileName, text: 'y' }])
  })

  it.each([
    ['a preamble', `This is a message\r\nof several lines.\r\n${field('a', 'x')}--b--`],
    ['spaces after its boundaries', `${field('a', 'x').replace('--b', '--b \t ')}--b--  \r\n`],
    ['spaces after a boundary in the middle', `${field('a', 'x')}--b--`.replace('--b\r\n', '--b      \r\n')],
    ['an epilogue', `${field('a', 'x')}--b--\r\nThis is the end.\r\n`],
    ['a folded header', `${part('Content-Disposition: form-data;\r\n name="a"', 'x')}--b--`],
    [
      'a binary Content-Transfer-Encoding',
      `${part('Content-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: 8bit', 'x')}--b--`,
    ],
  ])('may have %s', async (_, form) => {
    const expected = [{ name: 'a', fileName: undefined, text: 'x' }]
    expect(await read([Buffer.from(form)])).toEqual(expected)
    expect(await read(pieces(Buffer.from(form), 1))).toEqual(expected)
  })

  it.each(['base64', 'quoted-printable', 'BASE64', 'x-uuencode'])('415 for bytes in %s', async (encoding) => {
    const form = `${part(`Content-Disposition: form-data; name="f"; filename="a"\r\nContent-Transfer-Encoding: ${encoding}`, 'eA==')}--b--`
    await expect(read([Buffer.from(form)])).rejects.toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' })
  })

  it.each([
    ['multipart/form-data; boundary=abc', 'abc'],
    ['multipart/form-data; boundary="a b"', 'a b'],
    ['multipart/form-data; charset=utf-8; Boundary=abc; x=y', 'abc'],
  ])('boundary of %s', (type, boundary) => {
    expect(boundaryOf(type)).toBe(boundary)
  })

  it.each(['multipart/form-data', 'multipart/form-data; boundary=', `multipart/form-data; boundary=${'x'.repeat(71)}`])(
    'no boundary in %s',
    (type) => {
      expect(() => boundaryOf(type)).toThrow('has no boundary')
    },
  )
})
