import type { Attachment } from '@kinconecta/support-client'
import { PATH_PREFIX } from '../app/path-prefix.ts'

const FILES = `${PATH_PREFIX}/api/support_ticket_attachments`
const IMAGES: ReadonlySet<string | null> = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif'])
const WITH_THUMBNAIL: ReadonlySet<string | null> = new Set(['image/png', 'image/jpeg', 'image/webp'])

/** Whether the service has the file. Others are addresses of other sites. */
export function isStored({ attachmentId, fileUrl }: Attachment): boolean {
  return URL.parse(fileUrl)?.pathname.endsWith(`/api/support_ticket_attachments/${attachmentId}/file`) ?? false
}

/** How the viewer shows the file; undefined if it does not. */
export function viewOf(file: Attachment): 'image' | 'pdf' | undefined {
  if (!isStored(file)) return undefined
  if (IMAGES.has(file.mimeType)) return 'image'
  return file.mimeType === 'application/pdf' ? 'pdf' : undefined
}

/** The address of the file on the origin of this page, where the session counts. */
export function addressOf({ attachmentId }: Attachment, isInline = false): string {
  return `${FILES}/${attachmentId}/file${isInline ? '?inline=true' : ''}`
}

export function thumbnailOf(file: Attachment): string | undefined {
  return isStored(file) && WITH_THUMBNAIL.has(file.mimeType) ? `${FILES}/${file.attachmentId}/thumbnail` : undefined
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

/** "1.2 MB" in the language of the user. */
export function sizeText(bytes: number, locale: string): string {
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1)
  const format = { style: 'unit', unit: UNITS[step]!, unitDisplay: 'short', maximumFractionDigits: 1 } as const
  return new Intl.NumberFormat(locale, format).format(bytes / 1000 ** step)
}
