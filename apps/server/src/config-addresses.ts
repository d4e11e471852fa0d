import { isIP } from 'node:net'
import { compile as compileNetwork } from '@fastify/proxy-addr'

/** Whether it is an address or a network, as the proxy library reads it: `10.0.0.1`, `10.0.0.0/8`. */
export function isNetwork(value: string): boolean {
  if (isIP(value.split('/', 1)[0]!) === 0) return false
  try {
    compileNetwork(value)
    return true
  } catch {
    return false
  }
}

/** Whether it is an origin as browsers send it: `https://kinconecta.com`. */
export function isOrigin(value: string): boolean {
  return URL.parse(value)?.origin === value
}

/** Whether a path can be appended to this address. */
export function isBaseUrl(value: string): boolean {
  const { username, password, search, hash } = URL.parse(value) ?? {}
  return !username && !password && !search && !hash
}

/** The address without a slash at the end. */
export function baseUrl(value: string): string {
  return new URL(value).href.replace(/(?<!\/)\/+$/, '')
}

/** Where a server listens, as far as it is known before it does: port 0 is any that is free. */
export function listeningUrl(host: string, port: number): string {
  if (port === 0) return ''
  if (host === '0.0.0.0' || host === '::') return `http://localhost:${port}` // nobody can connect to a wildcard
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
