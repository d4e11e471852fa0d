export type { InfiniteQueryOptions, MutationOptions, QueryKey, QueryOptions } from './builders.ts'
export { supportQueries } from './support-queries.ts'
