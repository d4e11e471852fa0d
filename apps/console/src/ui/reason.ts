import { isSupportApiError } from '@kinconecta/support-client'

/** Why the service refused something, in its words; undefined if it did not respond. */
export function reasonOf(error: unknown): string | undefined {
  return isSupportApiError(error) ? error.detail : undefined
}
