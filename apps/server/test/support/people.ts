import { createSupportClient, type SupportClient } from '@kinconecta/support-client'
import type { TestService } from './harness.ts'
import { tokenOf } from './tokens.ts'

/** A client for a person. The token of a ticket is a person too. */
export type Person = SupportClient

/** Returns a client with this token; without one, for a guest. */
export function clientOf({ url }: Pick<TestService, 'url'>, token?: string): Person {
  return createSupportClient({ url, token, maxRetries: 0 })
}

/** Creates clients for a tourist, another one, two agents and a guest. */
export async function peopleOf(service: Pick<TestService, 'url'>) {
  const client = async (id: string, role: string) => clientOf(service, await tokenOf(id, role))
  return {
    ana: await client('42', 'TOURIST'),
    other: await client('43', 'GUIDE'),
    agent: await client('agent-7', 'AGENT'),
    colleague: await client('agent-8', 'AGENT'),
    admin: await client('1', 'ADMIN'),
    guest: clientOf(service),
  }
}
