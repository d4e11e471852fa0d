/** A file as a test sends it. */
export interface SampleFile {
  name: string
  type: string
  bytes: Buffer
}

const of = (name: string, type: string, bytes: Buffer | string): SampleFile => ({
  name,
  type,
  bytes: Buffer.from(bytes as string),
})

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const JPEG = Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'), Buffer.alloc(200, 1)])
const WEBP = Buffer.from('UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAgA0JaQAA3AA/vuUAAA=', 'base64')
const HEIC = Buffer.concat([Buffer.from('00000018', 'hex'), Buffer.from('ftypheic\0\0\0\0mif1heic'), Buffer.alloc(100)])

export const png = of('estado.png', 'image/png', PNG)
export const jpeg = of('foto.jpg', 'image/jpeg', JPEG)
export const webp = of('foto.webp', 'image/webp', WEBP)
export const heic = of('IMG_0001.HEIC', 'image/heic', HEIC)
export const heif = of(
  'IMG_0002.HEIC',
  'image/heif',
  Buffer.concat([Buffer.from('00000018', 'hex'), Buffer.from('ftypmif1\0\0\0\0mif1heic'), Buffer.alloc(100)]),
)
export const pdf = of(
  'comprobante.pdf',
  'application/pdf',
  '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n',
)
export const text = of('pregunta.txt', 'text/plain', '¿Cómo me registro como guía?\n')

/** A PNG of this size: a picture of one pixel, followed by padding. */
export function pngOf(sizeBytes: number, name = 'grande.png'): SampleFile {
  return of(name, 'image/png', Buffer.concat([PNG, Buffer.alloc(sizeBytes - PNG.length, 7)]))
}

/** The same file under another name. */
export function named(name: string, file: SampleFile): SampleFile {
  return { ...file, name }
}

/** A form with these fields and files, as a browser sends it. */
export function formOf(fields: Record<string, unknown>, files: SampleFile[] = [], name = 'file'): FormData {
  const form = new FormData()
  for (const [key, value] of Object.entries(fields)) form.append(key, String(value))
  for (const file of files) form.append(name, new File([new Uint8Array(file.bytes)], file.name, { type: file.type }))
  return form
}
