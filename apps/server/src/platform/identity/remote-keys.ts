import { hash } from 'node:crypto'
import { SupportError } from '@kinconecta/support-contracts'
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  type FetchImplementation,
  type JWTVerifyGetKey,
} from 'jose'
import { z } from 'zod'
import { fetchBounded } from '../outbound/fetch-bounded.ts'

const REFRESH_MS = 60_000
const COOLDOWN_MS = 30_000
const TIMEOUT_MS = 3_000
const MAX_BYTES = 1024 * 1024
const MAX_KEYS = 100

const KeySet = z.object({ keys: z.array(z.record(z.string(), z.unknown())).max(MAX_KEYS) })

/**
 * Finds public keys in the key set at a JWKS URL, which is fetched again every minute. `onChange` is called if the
 * published keys have changed. An unknown key id triggers a fetch, at most every 30 seconds: a new key works at once,
 * and callers cannot cause any number of requests. If the URL cannot be reached, the keys of the last fetch stay in
 * use. If there are none, rejects with IDENTITY_UNAVAILABLE.
 */
export function remoteKeys(url: URL, onChange: () => void): JWTVerifyGetKey {
  const remote = createRemoteJWKSet(url, {
    cacheMaxAge: Number.POSITIVE_INFINITY,
    cooldownDuration: COOLDOWN_MS,
    timeoutDuration: TIMEOUT_MS,
    [customFetch]: fetchKeys(onChange),
  })
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

/** Fetches a key set of limited size. jose sets `redirect: 'manual'`, so a redirect is refused like an error. */
function fetchKeys(onChange: () => void): FetchImplementation {
  let knownKeys: string | undefined
  return async (url, options) => {
    const response = await fetchBounded(url, options, MAX_BYTES)
    if (response.status !== 200) throw new Error(`The JWKS URL returned status ${response.status}`)
    const { keys } = KeySet.parse(await response.json())
    const publishedKeys = keys
      .map((key) => hash('sha256', JSON.stringify(key)))
      .toSorted()
      .join()
    if (knownKeys !== undefined && knownKeys !== publishedKeys) onChange()
    knownKeys = publishedKeys
    return Response.json({ keys })
  }
}

function isAboutTheToken(cause: unknown): boolean {
  return cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys
}
