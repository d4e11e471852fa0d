import ipaddr from 'ipaddr.js'

/** An address or a network, as in a configuration: `10.0.0.0/8`, `192.0.2.7`. */
export type Network = [ipaddr.IPv4 | ipaddr.IPv6, number]

// Azure answers here from inside each virtual machine, although the address is public.
const AZURE_WIRE_SERVER = '168.63.129.16'
const GLOBAL_UNICAST: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3]
const NAT64: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('64:ff9b::'), 96]

/** Parses an address or a network. Throws for any other text. */
export function networkOf(text: string): Network {
  if (text.includes('/')) return ipaddr.parseCIDR(text)
  const address = ipaddr.parse(text)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}

/** The address without its zone. An IPv4 address inside an IPv6 address, mapped or of NAT64, is taken out. */
export function unwrappedAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 {
  const address = ipaddr.parse(text.replace(/%.*$/, ''))
  if (!isIpv6(address)) return address
  if (address.isIPv4MappedAddress()) return address.toIPv4Address()
  if (address.match(NAT64)) return new ipaddr.IPv4(address.toByteArray().slice(12))
  return address
}

/** Whether everybody may reach the address through the internet. */
export function isPublicAddress(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() !== 'unicast') return false
  return isIpv6(address) ? address.match(GLOBAL_UNICAST) : address.toString() !== AZURE_WIRE_SERVER
}

export function isInNetwork(address: ipaddr.IPv4 | ipaddr.IPv6, [network, bits]: Network): boolean {
  if (isIpv6(address)) return isIpv6(network) && address.match(network, bits)
  return !isIpv6(network) && address.match(network, bits)
}

function isIpv6(address: ipaddr.IPv4 | ipaddr.IPv6): address is ipaddr.IPv6 {
  return address.kind() === 'ipv6'
}
