import { SupportError } from '@kinconecta/support-contracts'
import { createLocalJWKSet, createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose'

const REFRESH_MS = 10 * 60_000
const COOLDOWN_MS = 30_000
const TIMEOUT_MS = 3_000

/**
 * Public keys from a JWKS address. An unknown key id makes it look again, at most every 30 seconds, so that keys can
 * be rotated at once and strangers cannot make us ask without end. When the address does not answer, the keys that
 * are known go on being used; without any, tokens cannot be judged: IDENTITY_UNAVAILABLE.
 */
export function remoteKeys(url: URL): JWTVerifyGetKey {
  const options = { cacheMaxAge: Number.POSITIVE_INFINITY, cooldownDuration: COOLDOWN_MS, timeoutDuration: TIMEOUT_MS }
  const remote = createRemoteJWKSet(url, options)
  let askAgainAtMs = 0
  setInterval(() => void remote.reload().catch(() => {}), REFRESH_MS).unref()

  return async (header, token) => {
    const known = remote.jwks()
    if (Date.now() < askAgainAtMs) {
      if (!known) throw new SupportError('IDENTITY_UNAVAILABLE')
      return createLocalJWKSet(known)(header, token)
    }
    try {
      return await remote(header, token)
    } catch (cause) {
      if (isAboutTheToken(cause)) throw cause
      askAgainAtMs = Date.now() + COOLDOWN_MS
      if (!known) throw new SupportError('IDENTITY_UNAVAILABLE', undefined, { cause })
      return createLocalJWKSet(known)(header, token)
    }
  }
}

function isAboutTheToken(cause: unknown): boolean {
  return cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys
}
