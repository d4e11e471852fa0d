import { text } from '../core/text.ts'

// What a browser would run if the address were put into a link.
const SCRIPT_SCHEMES = new Set(['javascript:', 'vbscript:', 'data:'])

/**
 * The address of a stored file, 1 to 500 characters. Kept as it was sent and never fetched by the service;
 * an address that runs as a script when it is opened is refused.
 */
export const FileUrl = text(500)
  .refine((value) => !SCRIPT_SCHEMES.has(URL.parse(value)?.protocol ?? ''), {
    message: 'Must not be a javascript:, vbscript: or data: address',
  })
  .meta({ description: 'Address where the file is stored.' })
