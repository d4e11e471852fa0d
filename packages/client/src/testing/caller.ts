import type { Actor } from '@kinconecta/support-contracts'

/** The caller of a fake service, as in a service without tokens. */
export const ANYONE: Actor & { kind: 'admin' } = { kind: 'admin', id: 'anyone' }

/** The id of the caller as an agent. */
export const AGENT = 'anyone'
