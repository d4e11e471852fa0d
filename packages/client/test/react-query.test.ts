import { InfiniteQueryObserver, MutationObserver, QueryClient } from '@tanstack/react-query'
import { expect, it } from 'vitest'
import { createSupportClient } from '../src/index.ts'
import { supportQueries } from '../src/react-query/index.ts'
import { fakeSupport, makeTicket, makeTicketCreate } from '../src/testing/index.ts'

function setUp(count: number) {
  const tickets = Array.from({ length: count }, (_, index) => makeTicket({ ticketId: index + 1 }))
  const fake = fakeSupport({ tickets })
  const support = createSupportClient({ url: 'http://support.test', fetch: fake.fetch, maxRetries: 0 })
  return { fake, tickets, queries: supportQueries(support), cache: new QueryClient() }
}

it('a query is cached under its key, as plain data', async () => {
  const { tickets, queries, cache } = setUp(3)
  expect(await cache.fetchQuery(queries.tickets.get.queryOptions({ id: 2 }))).toEqual(tickets[1])
  expect(cache.getQueryData(queries.tickets.get.queryKey({ id: 2 }))).toEqual(tickets[1])
  const page = await cache.fetchQuery(queries.tickets.list.queryOptions({ limit: 10 }))
  expect(Object.getPrototypeOf(page)).toBe(Object.prototype)
  expect(page).toEqual({ items: tickets, nextCursor: null })
})

it('an infinite query reads all pages', async () => {
  const { queries, cache } = setUp(5)
  const observer = new InfiniteQueryObserver(cache, queries.tickets.list.infiniteQueryOptions({ limit: 2 }))
  let result = await observer.fetchNextPage()
  while (result.hasNextPage) result = await observer.fetchNextPage()
  expect(result.data?.pages.flatMap(({ items }) => items.map(({ ticketId }) => ticketId))).toEqual([1, 2, 3, 4, 5])
})

it('after a mutation, a list can be invalidated by a prefix of its key', async () => {
  const { queries, cache } = setUp(0)
  await cache.fetchQuery(queries.tickets.list.queryOptions())
  const creation = new MutationObserver(cache, queries.tickets.create.mutationOptions())
  const { ticketId } = await creation.mutate(makeTicketCreate())
  await cache.invalidateQueries({ queryKey: queries.tickets.list.queryKey() })
  const { items } = await cache.fetchQuery(queries.tickets.list.queryOptions())
  expect(items.map((ticket) => ticket.ticketId)).toEqual([ticketId])
})

it('an error is that of the client, and the query does not retry in addition to the client', async () => {
  const { fake, queries, cache } = setUp(0)
  fake.refuseNext('DATABASE_BUSY')
  await expect(cache.fetchQuery(queries.tickets.get.queryOptions({ id: 1 }))).rejects.toMatchObject({
    name: 'SupportApiError',
    code: 'DATABASE_BUSY',
  })
})

it('a cancelled query aborts its request', async () => {
  const aborted = Promise.withResolvers<string>()
  const fetch = (_url: unknown, init?: RequestInit) =>
    new Promise<never>((_, reject) => {
      init!.signal!.addEventListener('abort', () => {
        aborted.resolve('aborted')
        reject(init!.signal!.reason as Error)
      })
    })
  const support = createSupportClient({ url: 'http://support.test', fetch })
  const cache = new QueryClient()
  const { queryKey, ...options } = supportQueries(support).tickets.get.queryOptions({ id: 1 })
  const running = cache.fetchQuery({ queryKey, ...options }).catch((error: Error) => error.message)
  setTimeout(() => void cache.cancelQueries({ queryKey }), 50)
  expect([await aborted.promise, await running]).toEqual(['aborted', 'CancelledError'])
})
