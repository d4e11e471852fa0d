import { SupportError } from '@kinconecta/support-contracts'
import type { ByteRange } from '../../platform/storage/file-store.ts'

/**
 * The part that a `Range` header asks for (RFC 9110, section 14); undefined for all of it, and where the header asks
 * for several parts or cannot be read, which is to be answered with all of it too. Throws RANGE_NOT_SATISFIABLE.
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
