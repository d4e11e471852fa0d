import { SupportError } from '@kinconecta/support-contracts'

// A missing file or folder, and too many open files.
const UNAVAILABLE = new Set(['ENOENT', 'EMFILE', 'ENFILE'])
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/**
 * Returns the documented error for a file that could not be stored: STORAGE_FULL if there is no space, or
 * STORAGE_UNAVAILABLE if a file or folder is missing, for example because the sweeper deleted the draft as an orphan,
 * or if this process has too many open files. Other errors are returned unchanged.
 */
export function storageError(cause: unknown): unknown {
  const { code = '' } = cause as NodeJS.ErrnoException
  if (FULL.has(code)) return new SupportError('STORAGE_FULL', undefined, { cause })
  return UNAVAILABLE.has(code) ? new SupportError('STORAGE_UNAVAILABLE', undefined, { cause }) : cause
}
