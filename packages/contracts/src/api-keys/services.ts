import type { Page } from '../core/pages.ts'
import type { ApiKey, ApiKeyCreate, ApiKeyQuery, ApiKeyRef, ApiKeyWithKey } from './api-key.ts'

/** The operations of `apiKeys`. */
export interface ApiKeyService {
  create(input: ApiKeyCreate): Promise<ApiKeyWithKey>
  /** Lists the keys, also revoked ones, ascending by id. */
  list(query: ApiKeyQuery): Promise<Page<ApiKey>>
  revoke(ref: ApiKeyRef): Promise<ApiKey>
}
