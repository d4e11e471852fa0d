import { type Operation, SupportError } from '@kinconecta/support-contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Call } from '../../operations/call.ts'
import { entityTagOf, ifMatchVersions } from './entity-tags.ts'

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/

/**
 * Reads everything in a request except the input of the operation. A mutation may have an `Idempotency-Key`, `Dry-Run`
 * and, over REST, `If-Match`. Throws IDEMPOTENCY_KEY_INVALID, or REQUEST_MALFORMED for another invalid header.
 */
export function readCall(request: FastifyRequest, type: Operation['type'], transport: 'rest' | 'rpc'): Call {
  const isMutation = type === 'mutation'
  return {
    requestId: request.id,
    actor: request.actor,
    idempotencyKey: isMutation ? idempotencyKeyOf(request.headers['idempotency-key']) : undefined,
    ifVersions: isMutation && transport === 'rest' ? ifMatchVersions(request.headers['if-match']) : undefined,
    isDryRun: isMutation && isDryRun(request.headers['dry-run']),
    outcome: {},
  }
}

/**
 * Sets the response headers for the outcome of a call: `ETag`, `Idempotency-Replayed` if it is a replay, the access
 * token of a guest's new ticket, and for a dry run the events that it would have written. Events have ids and enums only, so their JSON is ASCII.
 */
export function setResponseHeaders(reply: FastifyReply, { outcome }: Call): void {
  if (outcome.version !== undefined) reply.header('etag', entityTagOf(outcome.version))
  if (outcome.isReplayed) reply.header('idempotency-replayed', 'true')
  if (outcome.ticketToken !== undefined) reply.header('ticket-token', outcome.ticketToken)
  if (outcome.dryRunEvents) reply.header('dry-run-events', JSON.stringify(outcome.dryRunEvents))
}

/** `true` or `false`. Any other value is refused, because the caller might expect that nothing is written. */
function isDryRun(header: string | string[] | undefined): boolean {
  if (header === undefined || header === 'false') return false
  if (header === 'true') return true
  throw new SupportError('REQUEST_MALFORMED', 'The header Dry-Run must be true or false')
}

/** The key may be quoted (an RFC 8941 string) or bare. Both forms are the same key. */
function idempotencyKeyOf(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined
  const text = String(header)
  const key = /^".*"$/.test(text) ? text.slice(1, -1).replaceAll(/\\(["\\])/g, '$1') : text
  if (!IDEMPOTENCY_KEY.test(key)) {
    throw new SupportError('IDEMPOTENCY_KEY_INVALID', 'The Idempotency-Key must be 1 to 255 visible ASCII characters')
  }
  return key
}
