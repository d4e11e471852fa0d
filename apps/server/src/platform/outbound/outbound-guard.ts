import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import { isInNetwork, isPublicAddress, type Network, networkOf, unwrappedAddress } from './public-addresses.ts'
import { resolveHost, type ResolveHost } from './resolve-host.ts'

/** Which URLs the service may send requests to. */
export interface OutboundRules {
  /** Whether http is allowed too. */
  isHttpAllowed: boolean
  /** Allowed ports. Undefined: 443 for https, 80 for http. */
  ports: number[] | undefined
  /** Addresses and networks that are allowed although they are not public: `10.20.0.0/16`. */
  allowedNetworks: string[]
  /** The address of this service. Requests to its host are refused. */
  publicUrl: string
  /** The port on which this process listens. Requests to it on this machine are always refused. */
  ownPort: number
  /** @default resolveHost */
  resolve?: ResolveHost
}

/** A URL with the addresses of its host, all of which have been checked. */
export interface CheckedUrl {
  url: URL
  addresses: string[]
}

/** A URL to which the service sends nothing. The message is for the caller who set it. */
export class UrlNotAllowed extends Error {
  override readonly name = 'UrlNotAllowed'
}

/** Decides where the service sends requests to URLs that callers set, so that they cannot reach internal services. */
export interface OutboundGuard {
  /** Resolves to the addresses to connect to. Rejects with UrlNotAllowed; with any other error if DNS does not answer. */
  check(url: string): Promise<CheckedUrl>
}

const NOT_PUBLIC =
  'The host of the URL does not exist, or has an address that is not public (set WEBHOOK_ALLOWED_NETWORKS to allow some)'

export function outboundGuard(rules: OutboundRules): OutboundGuard {
  const { resolve = resolveHost } = rules
  const allowed = rules.allowedNetworks.map(networkOf)
  return {
    async check(text) {
      const url = checkedForm(text, rules)
      const host = url.hostname.replace(/^\[|\]$/g, '')
      const addresses = isIP(host) === 0 ? await resolve(host) : [host]
      const own = ownAddresses()
      const isAllowed = (address: string) => isAllowedAddress(address, portOf(url), own, allowed, rules.ownPort)
      if (addresses.length === 0 || !addresses.every(isAllowed)) throw new UrlNotAllowed(NOT_PUBLIC)
      return { url, addresses }
    },
  }
}

/** The port of a URL, also if it is the default. */
export function portOf({ port, protocol }: URL): number {
  return port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port)
}

function checkedForm(text: string, { isHttpAllowed, ports, publicUrl }: OutboundRules): URL {
  const url = URL.parse(text)
  const protocols = isHttpAllowed ? ['https:', 'http:'] : ['https:']
  if (!url || !protocols.includes(url.protocol)) {
    throw new UrlNotAllowed(
      `Must be an ${isHttpAllowed ? 'http or ' : ''}https URL${isHttpAllowed ? '' : ' (set WEBHOOK_PROTOCOLS to allow http)'}`,
    )
  }
  if (url.username || url.password) throw new UrlNotAllowed('Must have no user name and no password')
  const allowedPorts = ports ?? [url.protocol === 'http:' ? 80 : 443]
  if (!allowedPorts.includes(portOf(url)))
    throw new UrlNotAllowed(`Must have the port ${allowedPorts.join(' or ')} (set WEBHOOK_PORTS to allow others)`)
  if (nameOf(url) === nameOf(URL.parse(publicUrl)) && isIP(nameOf(url)!) === 0) {
    throw new UrlNotAllowed('Must not be a URL of this service')
  }
  return url
}

function nameOf(url: URL | null): string | undefined {
  return url?.hostname.replace(/\.$/, '')
}

/** Addresses of this machine are refused like private ones: through them, a request would reach what it runs. */
function isAllowedAddress(
  text: string,
  port: number,
  own: ReadonlySet<string>,
  allowed: Network[],
  ownPort: number,
): boolean {
  const address = unwrappedAddress(text)
  const isOwn = own.has(address.toString())
  if (isOwn && port === ownPort) return false
  if (allowed.some((network) => isInNetwork(address, network))) return true
  return !isOwn && isPublicAddress(address)
}

function ownAddresses(): Set<string> {
  const interfaces = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  return new Set(interfaces.map(({ address }) => unwrappedAddress(address).toString()))
}
