import type {
  ApiKey,
  ApiKeyCreate,
  ApiKeyQuery,
  ApiKeyRef,
  ApiKeyWithKey,
  SupportRouter,
} from '@kinconecta/support-contracts'
import type { TRPCClient } from '@trpc/client'
import type { SupportCall } from './call.ts'
import { call, listCall } from './caller.ts'
import type { CallOptions, ChangeOptions } from './options.ts'
import type { ListCall } from './pages.ts'

/** API keys: how services call the API. Only for admins. */
export class ApiKeys {
  readonly #trpc: TRPCClient<SupportRouter>['apiKeys']

  constructor(trpc: TRPCClient<SupportRouter>['apiKeys']) {
    this.#trpc = trpc
  }

  /**
   * Creates an API key. Only this response has the `key`. A retry after a lost response creates a second one.
   *
   * Rejects with `API_KEY_LIMIT_REACHED` if there are 200 that are not revoked.
   * @example
   * const { key } = await support.apiKeys.create({ name: 'Reporting', scopes: ['tickets:read', 'desk:read'] })
   */
  create(input: ApiKeyCreate, options?: ChangeOptions): SupportCall<ApiKeyWithKey, 'apiKeys.create'> {
    return call('apiKeys.create', options, (to) => this.#trpc.create.mutate(input, to))
  }

  /**
   * Lists the keys without the keys themselves, also revoked ones, ascending by id: awaited, one page; iterated, all.
   * @example
   * for await (const { name, scopes, revokedAt } of support.apiKeys.list()) console.log(name, scopes, revokedAt)
   */
  list(query: ApiKeyQuery = {}, options?: CallOptions): ListCall<ApiKey, 'apiKeys.list'> {
    return listCall('apiKeys.list', query, options, (page, to) => this.#trpc.list.query(page, to))
  }

  /**
   * Revokes a key: every server refuses it within 5 seconds. Revoking it again changes nothing.
   *
   * Rejects with `API_KEY_NOT_FOUND`.
   * @example
   * await support.apiKeys.revoke({ id: 3 })
   */
  revoke(ref: ApiKeyRef, options?: ChangeOptions): SupportCall<ApiKey, 'apiKeys.revoke'> {
    return call('apiKeys.revoke', options, (to) => this.#trpc.revoke.mutate(ref, to))
  }
}
