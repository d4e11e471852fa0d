import type { FastifyRequest } from 'fastify'

/**
 * Returns which part of the body's encoding is not supported, as the subject of a sentence: `This Content-Encoding` or
 * `This charset`. Returns undefined if the encoding is supported.
 */
export function unsupportedEncoding({ headers }: FastifyRequest): string | undefined {
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity') return 'This Content-Encoding'
  const charset = /;\s*charset="?([^";\s]+)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8'
  return /^(utf-?8|us-ascii)$/i.test(charset) ? undefined : 'This charset'
}
