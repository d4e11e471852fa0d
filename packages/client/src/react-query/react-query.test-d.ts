import type { Ticket, TicketQuery } from '@kinconecta/support-contracts'
import { infiniteQueryOptions, queryOptions, useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import { expectTypeOf, test } from 'vitest'
import type { SupportClient } from '../client.ts'
import { supportQueries } from './support-queries.ts'

const queries = supportQueries({} as SupportClient)

type Operations<Resource> = {
  [Verb in keyof Resource]: Resource[Verb] extends (...args: never) => unknown ? Verb : never
}[keyof Resource]

test('every operation of the client has builders', () => {
  type Tickets = Exclude<Operations<SupportClient['tickets']>, 'updateWith'>
  type Attachments = Exclude<Operations<SupportClient['attachments']>, 'updateWith'>
  expectTypeOf<keyof typeof queries.tickets>().toEqualTypeOf<Tickets>()
  expectTypeOf<keyof typeof queries.attachments>().toEqualTypeOf<Attachments>()
  expectTypeOf<keyof typeof queries.desk>().toEqualTypeOf<keyof SupportClient['desk']>()
  expectTypeOf<keyof typeof queries.desk.tickets>().toEqualTypeOf<Operations<SupportClient['desk']['tickets']>>()
})

test('the React hooks accept the options and infer the data', () => {
  expectTypeOf(useQuery(queries.tickets.get.queryOptions({ id: 1 })).data).toEqualTypeOf<Ticket | undefined>()
  expectTypeOf(queries.tickets.list.queryOptions).parameter(0).toEqualTypeOf<TicketQuery | undefined>()
  const pages = useInfiniteQuery(queries.tickets.list.infiniteQueryOptions({ limit: 20 })).data?.pages
  expectTypeOf(pages).toEqualTypeOf<
    { items: Ticket[]; nextCursor: string | null; total?: number | undefined }[] | undefined
  >()
  const { mutateAsync } = useMutation(queries.tickets.delete.mutationOptions())
  expectTypeOf(mutateAsync).parameter(0).toEqualTypeOf<{ id: number; ifVersion?: number | undefined }>()
  const selected = useQuery({
    ...queries.tickets.get.queryOptions({ id: 1 }),
    select: ({ subject }) => subject,
  }).data
  expectTypeOf(selected).toEqualTypeOf<string | undefined>()
})

test('the helpers of TanStack Query accept the options', () => {
  queryOptions(queries.attachments.list.queryOptions())
  infiniteQueryOptions(queries.attachments.list.infiniteQueryOptions())
  expectTypeOf(queryOptions(queries.tickets.get.queryOptions({ id: 1 })).queryKey).toExtend<readonly unknown[]>()
})
