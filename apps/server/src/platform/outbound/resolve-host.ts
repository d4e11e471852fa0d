import { Resolver } from 'node:dns/promises'

/** Returns the addresses of a host name; none if it has none. Rejects if the name servers do not answer. */
export type ResolveHost = (host: string) => Promise<string[]>

const TIMEOUT_MS = 2_000
const TRIES = 2
const NO_ADDRESS = new Set(['ENODATA', 'ENOTFOUND'])

/**
 * Asks the name servers of the machine. It does not use `dns.lookup`, because a few names whose servers do not answer
 * would occupy all threads in which this process also reads files. Therefore `/etc/hosts` has no effect.
 */
export const resolveHost: ResolveHost = async (host) => {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES })
  const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
  const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
  if (addresses.length > 0) return addresses
  for (const answer of answers) {
    if (answer.status === 'rejected' && !NO_ADDRESS.has((answer.reason as NodeJS.ErrnoException).code ?? '')) {
      throw answer.reason
    }
  }
  return []
}
