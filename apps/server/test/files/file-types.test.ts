import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { openFiles } from '../../src/files/files.ts'
import { fileLimits, useService } from '../support/harness.ts'
import { heic, jpeg, named, pdf, png, type SampleFile, text, webp } from '../support/sample-files.ts'
import { filesOf, statusAndCode } from '../support/stored-files.ts'

const service = useService()
const { upload, download } = filesOf(service)

const OFFICE = 'application/vnd.openxmlformats-officedocument'

const of = (name: string, bytes: Buffer | string, encoding: BufferEncoding = 'utf8') =>
  named(name, { ...text, bytes: Buffer.from(bytes as string, encoding) })
const hex = (name: string, start: string) => of(name, Buffer.concat([Buffer.from(start, 'hex'), Buffer.alloc(300)]))
const mp4 = (name: string, brand: string) =>
  of(name, Buffer.from(`\0\0\0\x18ftyp${brand}\0\0\0\0${brand}isom`, 'latin1'))

const contentTypes = (part: string, type: string) =>
  `<Types><Override PartName="/${part}" ContentType="${type}.main+xml"/></Types>`

/** A ZIP with these entries, uncompressed. */
function zipOf(name: string, entries: Record<string, string>): SampleFile {
  const locals = Object.entries(entries).map(([entry, content]) => {
    const header = Buffer.alloc(30)
    header.writeUInt32LE(0x04034b50)
    header.writeUInt16LE(20, 4)
    header.writeUInt32LE(content.length, 18)
    header.writeUInt32LE(content.length, 22)
    header.writeUInt16LE(entry.length, 26)
    return Buffer.concat([header, Buffer.from(entry), Buffer.from(content)])
  })
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  return of(name, Buffer.concat([...locals, end]))
}

const apng = of(
  'animado.png',
  Buffer.concat([
    png.bytes.subarray(0, 33),
    Buffer.from('000000086163544c0000000200000000f38d9370', 'hex'),
    png.bytes.subarray(33),
  ]),
)

describe('a file is accepted with any extension', () => {
  it.each([
    [named('IMG_2041.jpg', heic), 'IMG_2041.heic', 'image/heic'],
    [named('descarga.jpg', webp), 'descarga.webp', 'image/webp'],
    [named('captura.jpg', png), 'captura.png', 'image/png'],
    [named('blob', png), 'blob.png', 'image/png'],
    [named('1000012345', jpeg), '1000012345.jpg', 'image/jpeg'],
    [named('FOTO.JPEG', jpeg), 'FOTO.JPEG', 'image/jpeg'],
    [named('a.txt', pdf), 'a.pdf', 'application/pdf'],
    [of('sin nulos.txt', '\xff\xd8\xff\xe0JFIF', 'latin1'), 'sin nulos.jpg', 'image/jpeg'],
    [apng, 'animado.png', 'image/png'],
    [of('v1.2', 'versión 1.2'), 'v1.2.txt', 'text/plain'],
  ])('%o is served as %s with type %s', async (file, fileName, mimeType) => {
    const { status, json } = await upload(file)
    expect([status, json]).toMatchObject([201, { fileName, mimeType }])
    expect((await download(json.attachmentId)).bytes).toEqual(file.bytes)
  })
})

describe('text is recognized', () => {
  it.each([
    'FORMA DE PAGO: efectivo',
    'BMW alquilado en Cancún',
    'MAC no abre la página',
    'GIF adjunto',
    'MZ 12, lote 4',
    'PK no es un archivo',
    'ID3 es mi asiento',
    '%PDF es el formato',
    'OggS y RIFF',
    '\x1b[31mregistro en color\x1b[0m',
    '¿Qué tal? 🦜',
  ])('%j', async (content) => {
    const { status, json } = await upload(of('nota.txt', content))
    expect([status, json]).toMatchObject([201, { mimeType: 'text/plain', fileName: 'nota.txt' }])
    const { headers } = await download(json.attachmentId)
    expect(headers.get('content-type')).toBe('text/plain; charset=utf-8')
  })

  it.each([
    ['Windows-1252', of('nota.txt', '\xbfQu\xe9 tal?\r\n', 'latin1'), 'text/plain'],
    ['Windows-1252 with the signature of another format', of('nota.txt', 'GIF con se\xf1al', 'latin1'), 'text/plain'],
    ['Windows-1252, long', of('nota.txt', `${'a'.repeat(100_000)}\xf1`, 'latin1'), 'text/plain'],
    ['UTF-16', of('nota.txt', '\ufeff¿Qué tal?', 'utf16le'), 'text/plain; charset=utf-16'],
    ['UTF-16, long', of('nota.txt', `\ufeff${'ñ'.repeat(100_000)}`, 'utf16le'), 'text/plain; charset=utf-16'],
    ['UTF-8 with a byte order mark', of('nota.txt', '\ufeffhola'), 'text/plain; charset=utf-8'],
  ])('%s is stored byte for byte', async (_, file, contentType) => {
    const { status, json } = await upload(file)
    expect([status, json.mimeType]).toEqual([201, 'text/plain'])
    const { headers, bytes } = await download(json.attachmentId)
    expect([headers.get('content-type'), bytes.equals(file.bytes)]).toEqual([contentType, true])
  })
})

describe('accepted types', () => {
  it.each([
    [of('a.gif', Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1')), 'image/gif'],
    [mp4('pantalla.mp4', 'mp42'), 'video/mp4'],
    [mp4('pantalla.MOV', 'qt  '), 'video/quicktime'],
    [mp4('nota de voz.m4a', 'M4A '), 'audio/mp4'],
    [
      hex(
        'PTT-0001.ogg',
        `4f67675300020000000000000000000000000000000000000000011e${Buffer.from('OpusHead').toString('hex')}`,
      ),
      'audio/ogg',
    ],
    [hex('nota.mp3', 'fffb9064'), 'audio/mpeg'],
    [
      zipOf('contrato.docx', {
        'word/document.xml': '<x/>',
        '[Content_Types].xml': contentTypes('word/document.xml', `${OFFICE}.wordprocessingml.document`),
      }),
      `${OFFICE}.wordprocessingml.document`,
    ],
    [
      zipOf('tarifas.xlsx', {
        '[Content_Types].xml': contentTypes('xl/workbook.xml', `${OFFICE}.spreadsheetml.sheet`),
        'xl/workbook.xml': '<x/>',
      }),
      `${OFFICE}.spreadsheetml.sheet`,
    ],
    [zipOf('fotos.zip', { 'a.jpg': 'a', 'b.jpg': 'b' }), 'application/zip'],
    [of('reservas.csv', 'id,nombre\n1,Ana\n'), 'text/csv'],
    [of('servidor.log', '2026-03-11 ERROR\n'), 'text/plain'],
    [of('correo.eml', 'From: ana@example.com\r\nSubject: Hola\r\n\r\n<p>Hola</p>\r\n'), 'message/rfc822'],
    [of('cita.ics', 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n'), 'text/calendar'],
  ])('%o is %s', async (file, mimeType) => {
    const { status, json } = await upload(file)
    expect([status, json]).toMatchObject([201, { mimeType, fileName: file.name }])
    for (const query of ['', '?inline']) {
      const { headers, bytes } = await download(json.attachmentId, query)
      const isInline = query !== '' && mimeType.startsWith('image/')
      expect(headers.get('content-disposition')).toMatch(isInline ? /^inline/ : /^attachment/)
      expect(headers.get('content-security-policy')).toBe("sandbox; default-src 'none'")
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(bytes).toEqual(file.bytes)
    }
  })

  it.each([
    zipOf('app.jar', { 'META-INF/MANIFEST.MF': 'x', 'a.class': 'x' }),
    zipOf('macro.docm', {
      '[Content_Types].xml': contentTypes('word/document.xml', 'application/vnd.ms-word.document.macroEnabled'),
      'word/document.xml': '<x/>',
    }),
    hex('a.exe', '4d5a90000300000004000000ffff0000'),
    hex('a.bin', '7f454c46'),
  ])('415 FILE_TYPE_NOT_ALLOWED for $name', async (file) => {
    expect(statusAndCode(await upload(file))).toEqual([415, 'FILE_TYPE_NOT_ALLOWED'])
  })

  it.each(['text/html', 'image/svg+xml', 'image/jpge', 'application/x-nothing'])(
    'FILE_TYPES=%s is rejected at the start',
    async (type) => {
      const { types } = readConfig({ FILE_TYPES: `image/png,${type}` }).fileLimits
      const files = openFiles({ ...service, clock: () => '', publicUrl: '', limits: { ...fileLimits, types } })
      await expect(files).rejects.toThrow(`FILE_TYPES: The type ${type} cannot be detected`)
    },
  )

  it.each(['image/jpg', 'image/bmp', 'application/x-7z-compressed', 'TEXT/PLAIN; charset=utf-8'.split(';')[0]!])(
    'FILE_TYPES=%s is accepted',
    async (type) => {
      const { types } = readConfig({ FILE_TYPES: type }).fileLimits
      const files = await openFiles({ ...service, clock: () => '', publicUrl: '', limits: { ...fileLimits, types } })
      expect(files.limits.types).toEqual(types)
      await files.stop()
    },
  )
})
