import { SupportError } from '@kinconecta/support-contracts'
import type { ByteRange } from '../../platform/storage/file-store.ts'

/**
 * Returns the bytes that a `Range` header requests (RFC 9110, section 14); `end` is inclusive. Returns undefined for
 * the whole file: if there is no header, or if the header requests several ranges or is malformed. Throws
 * RANGE_NOT_SATISFIABLE.
 */
export function rangeOf(header: string | undefined, sizeBytes: number): ByteRange | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.replaceAll(' ', '') ?? '')
  const [, first = '', last = ''] = match ?? []
  if (!match || (first === '' && last === '') || (first !== '' && last !== '' && Number(last) < Number(first))) {
    return undefined
  }
  const start = first === '' ? Math.max(sizeBytes - Number(last), 0) : Number(first)
  const end = first === '' || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1)
  if (start <= end) return { start, end }
  throw new SupportError('RANGE_NOT_SATISFIABLE', `The file has ${sizeBytes} bytes`)
}
