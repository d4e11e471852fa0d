import { isIP } from 'node:net'
import { compile as compileNetwork } from '@fastify/proxy-addr'
import { networkOf } from './platform/outbound/public-addresses.ts'

/** Whether the value is an IP address or a network that the proxy library accepts: `10.0.0.1`, `10.0.0.0/8`. */
export function isNetwork(value: string): boolean {
  if (isIP(value.split('/', 1)[0]!) === 0) return false
  try {
    compileNetwork(value)
    return true
  } catch {
    return false
  }
}

/** Whether the value is an IP address or a network to which requests may be sent. */
export function isOutboundNetwork(value: string): boolean {
  try {
    networkOf(value)
    return isIP(value.split('/', 1)[0]!) !== 0
  } catch {
    return false
  }
}

/** Whether the value is an origin as browsers send it: `https://kinconecta.com`. */
export function isOrigin(value: string): boolean {
  return URL.parse(value)?.origin === value
}

/** Whether a path can be appended to this URL: it has no user, password, query or fragment. */
export function isBaseUrl(value: string): boolean {
  const { username, password, search, hash } = URL.parse(value) ?? {}
  return !username && !password && !search && !hash
}

/** The URL without trailing slashes. */
export function baseUrl(value: string): string {
  return new URL(value).href.replace(/(?<!\/)\/+$/, '')
}

/** The URL at which a server will listen. An empty string for port 0, because the system chooses the port later. */
export function listeningUrl(host: string, port: number): string {
  if (port === 0) return ''
  if (host === '0.0.0.0' || host === '::') return `http://localhost:${port}` // clients cannot connect to wildcards
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** Whether responses from this URL cannot be changed in transit: it uses https, or is on this machine. */
export function isPrivateUrl(value: string): boolean {
  const { protocol, hostname = '' } = URL.parse(value) ?? {}
  return protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname))
}

/** Whether only this machine can reach a server that listens on this host. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}
