import type { FastifyRequest } from 'fastify'

/** The part of the body's encoding that is not supported; undefined if all of it is. */
export function unsupportedEncoding({ headers }: FastifyRequest): string | undefined {
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity') return 'This Content-Encoding'
  const charset = /;\s*charset="?([^";\s]+)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8'
  return /^(utf-?8|us-ascii)$/i.test(charset) ? undefined : 'This charset'
}
