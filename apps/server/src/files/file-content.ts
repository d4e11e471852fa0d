import type { FileContent } from '@kinconecta/support-contracts'
import type { FileStore } from '../platform/storage/file-store.ts'
import { contentTypeOf } from './file-kinds.ts'
import type { StoredFile } from './stored-files.repository.ts'
import type { Thumbnail } from './thumbnails.ts'

// Types that a browser may display. All others are served as attachments.
const INLINE = /^(image\/(png|jpeg|webp|heic|heif|gif|avif)|application\/pdf)$/

/** The content of a stored file, inline if the caller asks for it and the type allows it. */
export function contentOfFile(
  store: FileStore,
  { fileName }: { fileName: string },
  { key, sha256, mimeType, charset, sizeBytes }: StoredFile,
  isInline: boolean,
): FileContent {
  return {
    fileName,
    contentType: contentTypeOf(mimeType, charset),
    sizeBytes,
    tag: sha256.toString('base64url'),
    isInline: isInline && INLINE.test(mimeType),
    open: (range) => store.open(key, range),
  }
}

/** The content of the thumbnail of a stored file. */
export function contentOfThumbnail(
  store: FileStore,
  { fileName }: { fileName: string },
  { sha256 }: StoredFile,
  { key, sizeBytes }: Thumbnail,
): FileContent {
  return {
    fileName: `${fileName}.webp`,
    contentType: 'image/webp',
    sizeBytes,
    tag: `${sha256.toString('base64url')}-thumbnail`,
    isInline: true,
    open: (range) => store.open(key, range),
  }
}
