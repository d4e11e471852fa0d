import { isIP, isIPv6 } from 'node:net'
import type { FastifyInstance } from 'fastify'

const IPV4_WITH_PORT = /^([\d.]+):\d{1,5}$/
const BRACKETED = /^\[([^\]]*)\](?::\d{1,5})?$/
const MAPPED_IPV4 = /^::ffff:(\d[\d.]*)$/i

/**
 * Rewrites `X-Forwarded-For` so that `request.ip` and all other readers get one spelling of each address. Proxies add
 * ports, brackets and zones. If an entry is not an address, it and all entries before it are removed: the request then
 * counts as a request of the proxy that added the entry.
 */
export function normalizeForwardedAddresses(app: FastifyInstance): void {
  app.addHook('onRequest', ({ raw: { headers } }, _reply, done) => {
    const forwarded = headers['x-forwarded-for']
    if (forwarded !== undefined) headers['x-forwarded-for'] = forwardedAddresses(String(forwarded))
    done()
  })
}

/** Returns the entries of an `X-Forwarded-For` header after the last one that is not an address, normalized. */
export function forwardedAddresses(header: string): string {
  const entries = header.split(',').filter((entry) => entry.trim() !== '')
  const addresses = entries.map(addressIn)
  return addresses.slice(addresses.lastIndexOf(undefined) + 1).join(', ')
}

/**
 * Returns an address without port, brackets and zone, IPv6 in its shortest form. Returns undefined if the entry is not
 * an address.
 */
export function addressIn(entry: string): string | undefined {
  const text = entry.trim().replace(/^"(.*)"$/, '$1')
  const bare = IPV4_WITH_PORT.exec(text)?.[1] ?? BRACKETED.exec(text)?.[1] ?? text
  const address = MAPPED_IPV4.exec(bare)?.[1] ?? bare
  if (isIP(address) === 0) return undefined
  if (!isIPv6(address)) return address
  const [withoutZone] = address.split('%', 1)
  return new URL(`http://[${withoutZone}]`).hostname.slice(1, -1)
}
