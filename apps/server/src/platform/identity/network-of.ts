import { isIPv6 } from 'node:net'

const GROUPS = 8
const NETWORK_GROUPS = 4
const MAPPED_IPV4 = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/

/**
 * The network by which a caller is counted: the IPv4 address, also if it is mapped to IPv6, or the /64 of the IPv6
 * address, because a caller can choose any address in its /64. Text that is no IP address is returned in lower case.
 */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address.toLowerCase()
  const canonical = new URL(`http://[${address.replace(/%.*/, '')}]`).hostname.slice(1, -1)
  const mapped = MAPPED_IPV4.exec(canonical)
  if (mapped) return ipv4Of(Number.parseInt(mapped[1]!, 16), Number.parseInt(mapped[2]!, 16))
  const [head = '', tail] = canonical.split('::')
  const [start, end] = [head, tail ?? ''].map((part) => part.split(':').filter((group) => group !== ''))
  const zeros = Array.from({ length: GROUPS - start!.length - end!.length }, () => '0')
  return `${[...start!, ...zeros, ...end!].slice(0, NETWORK_GROUPS).join(':')}::/64`
}

function ipv4Of(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}
