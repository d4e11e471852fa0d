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

const REFRESH_MS = 60_000
const COOLDOWN_MS = 30_000
const TIMEOUT_MS = 3_000
const MAX_BYTES = 1024 * 1024
const MAX_KEYS = 100

const KeySet = z.object({ keys: z.array(z.record(z.string(), z.unknown())).max(MAX_KEYS) })

/**
 * Public keys from a JWKS address, renewed every minute; `onChange` is called when other keys are published than before.
 * An unknown key id makes it look again, at most every 30 seconds, so that keys can be rotated at once and strangers
 * cannot make us ask without end. When the address does not answer, the keys that are known go on being used; without
 * any, tokens cannot be judged: IDENTITY_UNAVAILABLE.
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

/** Fetches a key set of bounded size. `redirect` is `manual` (jose sets it), so another status than 200 is refused. */
function fetchKeys(onChange: () => void): FetchImplementation {
  let knownKeys: string | undefined
  return async (url, options) => {
    const response = await fetch(url, options)
    if (response.status !== 200) {
      await response.body?.cancel()
      throw new Error(`The JWKS address answered with status ${response.status}`)
    }
    const text = await readText(response, MAX_BYTES)
    const { keys } = KeySet.parse(JSON.parse(text))
    const publishedKeys = keys
      .map((key) => hash('sha256', JSON.stringify(key)))
      .toSorted()
      .join()
    if (knownKeys !== undefined && knownKeys !== publishedKeys) onChange()
    knownKeys = publishedKeys
    return Response.json({ keys })
  }
}

/** Counts bytes after decompression, as they come, so that a small answer cannot unpack into a large one. */
async function readText(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > maxBytes) throw new Error(`The JWKS address answered with more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function isAboutTheToken(cause: unknown): boolean {
  return cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys
}
