import { pageOf } from '../core/pages.ts'
import { operation } from '../trpc.ts'
import { ApiKey, ApiKeyCreate, ApiKeyQuery, ApiKeyRef, ApiKeyWithKey } from './api-key.ts'

const tags = ['API keys']
const collection = '/api_keys'

/** The procedures of `apiKeys.*`. */
export const apiKeys = {
  create: operation({
    openapi: { method: 'POST', path: collection, tags, summary: 'Create an API key' },
    success: { status: 201, description: 'The key. It is not shown again.', isFleeting: true, isSecret: true },
    errors: ['API_KEY_LIMIT_REACHED'],
    events: [],
  })
    .input(ApiKeyCreate)
    .output(ApiKeyWithKey)
    .mutation(({ ctx, input }) => ctx.apiKeys.create(input)),

  list: operation({
    openapi: { method: 'GET', path: collection, tags, summary: 'List API keys' },
    success: { status: 200, description: 'The keys, also revoked ones, ascending by id.' },
    errors: ['CURSOR_INVALID', 'QUERY_TOO_EXPENSIVE'],
  })
    .input(ApiKeyQuery.prefault({}))
    .output(pageOf(ApiKey))
    .query(({ ctx, input }) => ctx.apiKeys.list(input)),

  revoke: operation({
    openapi: {
      method: 'POST',
      path: `${collection}/{id}/revoke`,
      tags,
      summary: 'Revoke an API key',
      description: 'Every server refuses the key within 5 seconds, and its sessions end. It cannot be undone.',
    },
    success: { status: 200, description: 'The revoked key.', isFleeting: true },
    errors: ['API_KEY_NOT_FOUND'],
    events: [],
  })
    .input(ApiKeyRef)
    .output(ApiKey)
    .mutation(({ ctx, input }) => ctx.apiKeys.revoke(input)),
}
