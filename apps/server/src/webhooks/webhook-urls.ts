import { type Operation, SupportError } from '@kinconecta/support-contracts'
import { type OutboundGuard, UrlNotAllowed } from '../platform/outbound/outbound-guard.ts'

const SAVING = new Set<string>(['webhooks.create', 'webhooks.update'])

/** Whether the operation saves a URL to which the service will send requests. */
export function isUrlSaved({ path }: Pick<Operation, 'path'>, input: unknown): input is { url: string } {
  return SAVING.has(path) && (input as { url?: string }).url !== undefined
}

/**
 * Checks a URL before it is saved. It may ask name servers, so it is called before the transaction. Rejects with
 * URL_NOT_ALLOWED.
 */
export async function refuseUrl(guard: OutboundGuard, { url }: { url: string }): Promise<void> {
  try {
    await guard.check(url)
  } catch (cause) {
    const reason = cause instanceof UrlNotAllowed ? cause.message : 'The host of the URL cannot be looked up'
    throw new SupportError('URL_NOT_ALLOWED', `url: ${reason}`, { cause })
  }
}
