import type { CallOptions, ChangeOptions } from '../options.ts'
import type { PageData } from '../pages.ts'

// The types have the structure that TanStack Query expects, so this entry does not depend on a version or a binding.

/** The key of a cached response: `['kin-support', 'tickets', 'get', { id: 1523 }]`. A prefix selects many keys. */
export type QueryKey = readonly ['kin-support', ...unknown[]]

/** Options for `useQuery` and similar hooks. The client retries by itself, so the query does not. */
export interface QueryOptions<Data> {
  queryKey: QueryKey
  queryFn: (context: { signal: AbortSignal }) => Promise<Data>
  retry: false
}

/** Options for `useInfiniteQuery` and similar hooks, which read one page after the other. */
export interface InfiniteQueryOptions<Item> {
  queryKey: QueryKey
  queryFn: (context: { signal: AbortSignal; pageParam: string | undefined }) => Promise<PageData<Item>>
  initialPageParam: string | undefined
  getNextPageParam: (page: PageData<Item>) => string | undefined
  retry: false
}

/** Options for `useMutation` and similar hooks. */
export interface MutationOptions<Input, Data> {
  mutationKey: QueryKey
  mutationFn: (input: Input) => Promise<Data>
  retry: false
}

/** Returns the builders of an operation that reads one object. */
export function query<Input, Data>(path: string, read: (input: Input, options: CallOptions) => Promise<Data>) {
  const queryKey = (input?: Input): QueryKey => keyOf(path, input)
  const queryOptions = (input: Input, options?: CallOptions): QueryOptions<Data> => ({
    queryKey: queryKey(input),
    queryFn: ({ signal }) => read(input, { ...options, signal }),
    retry: false,
  })
  return { queryKey, queryOptions }
}

/** Returns the builders of a list: for one page, or for all pages one after the other. Its filters can be left out. */
export function list<Query extends { cursor?: string | null | undefined }, Item>(
  path: string,
  read: (query: Query, options: CallOptions) => Promise<PageData<Item>>,
) {
  const { queryKey, queryOptions, infiniteQueryOptions } = listOf(path, read)
  return {
    queryKey,
    queryOptions: (input = {} as Query, options?: CallOptions) => queryOptions(input, options),
    infiniteQueryOptions: (input = {} as Omit<Query, 'cursor'>, options?: CallOptions) =>
      infiniteQueryOptions(input, options),
  }
}

/** Returns the builders of a list that needs an input. */
export function listOf<Query extends { cursor?: string | null | undefined }, Item>(
  path: string,
  read: (query: Query, options: CallOptions) => Promise<PageData<Item>>,
) {
  // A page of the client has methods. The cache stores plain data.
  const readPage = async (input: Query, options: CallOptions): Promise<PageData<Item>> => ({
    ...(await read(input, options)),
  })
  const { queryKey, queryOptions } = query(path, readPage)
  const infiniteQueryOptions = (input: Omit<Query, 'cursor'>, options?: CallOptions): InfiniteQueryOptions<Item> => ({
    queryKey: keyOf(path, input, 'infinite'),
    queryFn: ({ signal, pageParam }) => readPage({ ...input, cursor: pageParam } as Query, { ...options, signal }),
    initialPageParam: undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    retry: false,
  })
  return { queryKey, queryOptions, infiniteQueryOptions }
}

/** Returns the builder of a mutation. */
export function mutation<Input, Data>(path: string, change: (input: Input, options?: ChangeOptions) => Promise<Data>) {
  const mutationOptions = (options?: ChangeOptions): MutationOptions<Input, Data> => ({
    mutationKey: keyOf(path),
    mutationFn: (input) => change(input, options),
    retry: false,
  })
  return { mutationOptions }
}

function keyOf(path: string, ...input: unknown[]): QueryKey {
  return ['kin-support', ...path.split('.'), ...input.filter((part) => part !== undefined)]
}
