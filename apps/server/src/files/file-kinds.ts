import type { TextCharset } from '../platform/database/tables.ts'

export const UNKNOWN = 'application/octet-stream'

const OFFICE = 'application/vnd.openxmlformats-officedocument'

// The first extension of a type replaces a missing or wrong extension.
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

// Other names of these types, as sent by browsers and phones or returned by the library `file-type`.
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

/** The media types that are accepted if `FILE_TYPES` is not set. */
export const DEFAULT_FILE_TYPES = [...EXTENSIONS.keys()]

/** Returns the usual name of a type, in lower case and without parameters: `image/jpeg` for `image/jpg`. */
export function canonicalType(mimeType: string): string {
  const [essence = ''] = mimeType.split(';', 1)
  const type = essence.trim().toLowerCase()
  return ALIASES.get(type) ?? type
}

/** Returns the types that are never detected, so that no file can have them. */
export async function undetectableTypes(types: readonly string[]): Promise<string[]> {
  const unusual = types.filter((type) => !EXTENSIONS.has(canonicalType(type)))
  if (unusual.length === 0) return []
  const { supportedMimeTypes } = await import('file-type') // imported here, because it would slow down every start
  const detectable = new Set(Array.from(supportedMimeTypes, canonicalType))
  return unusual.filter((type) => !detectable.has(canonicalType(type)))
}

/**
 * Whether files of the type are accepted. HEIC and HEIF count as one type, because cameras and browsers confuse them.
 */
export function isAllowed(mimeType: string, allowed: readonly string[]): boolean {
  const family = familyOf(mimeType)
  return allowed.some((type) => familyOf(type) === family)
}

/** Returns the type of a text file by its extension, if this type is accepted; otherwise `text/plain`. */
export function textTypeOf(fileName: string, allowed: readonly string[]): string {
  const extension = extensionOf(fileName)
  const fits = (type: string) => EXTENSIONS.get(type)!.includes(extension) && isAllowed(type, allowed)
  return TEXT_TYPES.find(fits) ?? 'text/plain'
}

/** Returns the extensions of a type; only `detected` if the type is not in the list above. */
export function extensionsOf(mimeType: string, detected: string): readonly string[] {
  return EXTENSIONS.get(mimeType) ?? [detected]
}

/** Returns the extension of a file name in lower case, without the dot; an empty string if there is none. */
export function extensionOf(fileName: string): string {
  const dot = fileName.lastIndexOf('.')
  return dot > 0 ? fileName.slice(dot + 1).toLowerCase() : ''
}

/** Whether a type in the list above has this extension. */
export function isKnownExtension(extension: string): boolean {
  return EXTENSIONS.values().some((extensions) => extensions.includes(extension))
}

/** Whether both names have extensions of the same type. */
export function isSameKind(fileName: string, newName: string): boolean {
  const [extension, newExtension] = [extensionOf(fileName), extensionOf(newName)]
  return (
    extension === newExtension ||
    EXTENSIONS.values().some((extensions) => extensions.includes(extension) && extensions.includes(newExtension))
  )
}

/** Returns the `Content-Type` of a stored file. It includes the charset of a text only if the charset is certain. */
export function contentTypeOf(mimeType: string, charset: TextCharset | null): string {
  if (!mimeType.startsWith('text/') || charset === 'other') return mimeType
  return `${mimeType}; charset=${charset ?? 'utf-8'}`
}

function familyOf(mimeType: string): string {
  const type = canonicalType(mimeType)
  return type === 'image/heif' ? 'image/heic' : type
}
