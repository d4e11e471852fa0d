import { text } from '../core/text.ts'

// A browser would run the content of these addresses if they were the target of a link.
const SCRIPT_SCHEMES = new Set(['javascript:', 'vbscript:', 'data:'])

/**
 * The address of a file that is stored elsewhere, 1 to 500 characters. The service stores it as it was sent and never
 * fetches it. Addresses that a browser runs as a script are refused.
 */
export const FileUrl = text(500)
  .refine((value) => !SCRIPT_SCHEMES.has(URL.parse(value)?.protocol ?? ''), {
    message: 'Must not be a javascript:, vbscript: or data: address',
  })
  .meta({ description: 'Address where the file is stored.' })
