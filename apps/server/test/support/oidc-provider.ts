import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'

/** A real identity provider. Its page accepts any user, with the name that was typed as `sub`. */
export interface OidcIssuer {
  url: string
  /** Names the addresses to which it may send users back. */
  allow(redirectUri: string): void
  stop(): void
}

/** The roles of its users, as the claim `groups`. Others have none. */
const GROUPS: Record<string, string[]> = { ana: ['support-agents'], boss: ['support-agents', 'support-admins'] }

export const CLIENT = { client_id: 'kin-console', client_secret: 'a secret of the tests, long enough' }

export async function startOidcIssuer(): Promise<OidcIssuer> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const redirectUris: string[] = []
  let provider: Provider | undefined
  // The client is created with its addresses, which are known when the service listens.
  const started = () => (provider ??= newProvider(url, redirectUris))
  server.on('request', (request, response) => void started().callback()(request, response))
  return {
    url,
    allow: (redirectUri) => void redirectUris.push(redirectUri),
    stop: () => server.close().closeAllConnections(),
  }
}

function newProvider(url: string, redirect_uris: string[]): Provider {
  return new Provider(url, {
    clients: [{ ...CLIENT, redirect_uris }],
    claims: { openid: ['sub'], profile: ['name', 'groups'], email: ['email'] },
    cookies: { keys: ['a key of the tests'] },
    pkce: { required: () => true },
    findAccount: async (_context, sub) => ({
      accountId: sub,
      claims: async () => ({ sub, name: `Name of ${sub}`, email: `${sub}@example.com`, groups: GROUPS[sub] ?? [] }),
    }),
  })
}
