import { SupportError } from '@kinconecta/support-contracts'

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/**
 * What a failure to keep a file is to a caller: STORAGE_FULL where there is no room, STORAGE_UNAVAILABLE where the
 * sweeper took it for a left-over; any other is returned as it is.
 */
export function storageError(cause: unknown): unknown {
  const { code = '' } = cause as NodeJS.ErrnoException
  if (FULL.has(code)) return new SupportError('STORAGE_FULL', undefined, { cause })
  return code === 'ENOENT' ? new SupportError('STORAGE_UNAVAILABLE', undefined, { cause }) : cause
}
