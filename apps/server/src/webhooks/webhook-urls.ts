import { type Operation, SupportError } from '@kinconecta/support-contracts'
import { type OutboundGuard, UrlNotAllowed } from '../platform/outbound/outbound-guard.ts'

const CHECKED = new Set<string>(['webhooks.create', 'webhooks.update'])

/**
 * Checks the URL in the input of an operation, if it has one to save. It may ask name servers, so it is called before
 * the transaction. Rejects with URL_NOT_ALLOWED.
 */
export async function refuseUrl(guard: OutboundGuard, { path }: Operation, input: unknown): Promise<void> {
  const { url } = (input ?? {}) as { url?: string }
  if (url === undefined || !CHECKED.has(path)) return
  try {
    await guard.check(url)
  } catch (cause) {
    const reason = cause instanceof UrlNotAllowed ? cause.message : 'The host of the URL cannot be looked up'
    throw new SupportError('URL_NOT_ALLOWED', `url: ${reason}`, { cause })
  }
}
