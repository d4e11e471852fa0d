import type { TextCharset } from '../platform/database/tables.ts'

export const UNKNOWN = 'application/octet-stream'

const OFFICE = 'application/vnd.openxmlformats-officedocument'

// The first extension is the one that is given to a file whose name ends otherwise.
const EXTENSIONS = new Map<string, readonly string[]>([
  ['image/png', ['png', 'apng']],
  ['image/jpeg', ['jpg', 'jpeg', 'jpe', 'jfif']],
  ['image/webp', ['webp']],
  ['image/heic', ['heic', 'heif', 'hif', 'heics', 'heifs']],
  ['image/heif', ['heic', 'heif', 'hif', 'heics', 'heifs']],
  ['image/gif', ['gif']],
  ['application/pdf', ['pdf']],
  ['text/plain', ['txt', 'text', 'log', 'md', 'csv', 'tsv', 'json']],
  ['text/csv', ['csv']],
  ['text/calendar', ['ics', 'ical', 'ifb']],
  ['message/rfc822', ['eml']],
  ['video/mp4', ['mp4', 'm4v', 'm4a']],
  ['video/quicktime', ['mov', 'qt']],
  ['audio/mp4', ['m4a', 'mp4', 'm4b']],
  ['audio/ogg', ['ogg', 'oga', 'opus']],
  ['audio/mpeg', ['mp3']],
  [`${OFFICE}.wordprocessingml.document`, ['docx']],
  [`${OFFICE}.spreadsheetml.sheet`, ['xlsx']],
  ['application/zip', ['zip']],
])

// Other names of the same types, from browsers, phones and the detector.
const ALIASES = new Map([
  ['image/jpg', 'image/jpeg'],
  ['image/pjpeg', 'image/jpeg'],
  ['image/x-png', 'image/png'],
  ['image/apng', 'image/png'],
  ['image/heic-sequence', 'image/heic'],
  ['image/heif-sequence', 'image/heif'],
  ['application/x-pdf', 'application/pdf'],
  ['application/x-zip-compressed', 'application/zip'],
  ['application/csv', 'text/csv'],
  ['text/x-csv', 'text/csv'],
  ['text/comma-separated-values', 'text/csv'],
  ['text/x-log', 'text/plain'],
  ['audio/m4a', 'audio/mp4'],
  ['audio/x-m4a', 'audio/mp4'],
  ['video/x-m4v', 'video/mp4'],
  ['audio/mp3', 'audio/mpeg'],
  ['audio/x-mp3', 'audio/mpeg'],
  ['audio/opus', 'audio/ogg'],
  ['application/ogg', 'audio/ogg'],
  ['', UNKNOWN],
])

const TEXT_TYPES = ['text/csv', 'text/calendar', 'message/rfc822', 'text/plain'] as const

/** The media types that are taken unless `FILE_TYPES` says otherwise. */
export const DEFAULT_FILE_TYPES = [...EXTENSIONS.keys()]

/** The type without its parameters, in lower case, under its usual name: `image/jpg` is `image/jpeg`. */
export function canonicalType(mimeType: string): string {
  const [essence = ''] = mimeType.split(';', 1)
  const type = essence.trim().toLowerCase()
  return ALIASES.get(type) ?? type
}

/** Those of the types that no file is ever found to be. */
export async function impossibleTypes(types: readonly string[]): Promise<string[]> {
  const unusual = types.filter((type) => !EXTENSIONS.has(canonicalType(type)))
  if (unusual.length === 0) return []
  const { supportedMimeTypes } = await import('file-type') // not at every start, which it would slow down
  const detectable = new Set(Array.from(supportedMimeTypes, canonicalType))
  return unusual.filter((type) => !detectable.has(canonicalType(type)))
}

/** Whether files of the type are taken. HEIC and HEIF are one: cameras and browsers mix them up. */
export function isAllowed(mimeType: string, allowed: readonly string[]): boolean {
  const family = familyOf(mimeType)
  return allowed.some((type) => familyOf(type) === family)
}

/** The type of a text file: what its extension says, if such files are taken. */
export function textTypeOf(fileName: string, allowed: readonly string[]): string {
  const extension = extensionOf(fileName)
  const fits = (type: string) => EXTENSIONS.get(type)!.includes(extension) && isAllowed(type, allowed)
  return TEXT_TYPES.find(fits) ?? 'text/plain'
}

/** The extensions that files of a type have; `detected` for a type that is not among the usual ones. */
export function extensionsOf(mimeType: string, detected: string): readonly string[] {
  return EXTENSIONS.get(mimeType) ?? [detected]
}

/** The extension of a name in lower case, without the dot; empty if it has none. */
export function extensionOf(fileName: string): string {
  const dot = fileName.lastIndexOf('.')
  return dot > 0 ? fileName.slice(dot + 1).toLowerCase() : ''
}

/** Whether the extension is one of the usual ones of some type. */
export function isKnownExtension(extension: string): boolean {
  return EXTENSIONS.values().some((extensions) => extensions.includes(extension))
}

/** Whether both names end like files of one type. */
export function isSameKind(fileName: string, newName: string): boolean {
  const [extension, newExtension] = [extensionOf(fileName), extensionOf(newName)]
  return (
    extension === newExtension ||
    EXTENSIONS.values().some((extensions) => extensions.includes(extension) && extensions.includes(newExtension))
  )
}

/** The `Content-Type` that a stored file is served with. Only a charset that is certain is named. */
export function contentTypeOf(mimeType: string, charset: TextCharset | null): string {
  if (!mimeType.startsWith('text/') || charset === 'other') return mimeType
  return `${mimeType}; charset=${charset ?? 'utf-8'}`
}

function familyOf(mimeType: string): string {
  const type = canonicalType(mimeType)
  return type === 'image/heif' ? 'image/heic' : type
}
