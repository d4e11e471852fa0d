import type { ResponseHeaders } from '../plugins/security-headers.ts'

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  'frame-src blob:', // the viewer of PDF
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join(';')

/**
 * The headers of the pages of the console: they run the scripts of this server only, and no text becomes a script. The
 * window in which somebody signs in again keeps its opener.
 */
export const CONSOLE_HEADERS: ResponseHeaders = {
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin-allow-popups',
  'cache-control': 'no-cache',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  vary: 'Origin',
}
