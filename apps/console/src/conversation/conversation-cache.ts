import type { DeskMessage } from '@kinconecta/support-client'
import { queryOptions } from '@tanstack/react-query'
import { collect } from '../app/collect.ts'
import { queryClient } from '../app/query-client.ts'
import { queries, support } from '../app/support.ts'

const PAGE = 500
const MAX = 2_100 // with the replies that are not sent yet

/** All messages of a ticket, of which there are at most 2,000, in the order of the conversation. */
export function conversationQuery(id: number) {
  return queryOptions({
    queryKey: [...queries.desk.messages.list.queryKey({ id }), 'all'],
    queryFn: ({ signal }) => collect(support.desk.messages.list({ id, limit: PAGE }, { signal }), MAX),
    retry: false,
  })
}

/** Shows a message that this page has just written, before the list is read again. */
export function showMessage(id: number, message: DeskMessage): void {
  const { queryKey } = conversationQuery(id)
  queryClient.setQueryData<DeskMessage[]>(
    queryKey,
    (messages) => messages && [...messages.filter(({ messageId }) => messageId !== message.messageId), message],
  )
  void queryClient.invalidateQueries({ queryKey })
}

/** Shows the new text of a message in its place. */
export function showEdited(id: number, edited: DeskMessage): void {
  const { queryKey } = conversationQuery(id)
  queryClient.setQueryData<DeskMessage[]>(queryKey, (messages) =>
    messages?.map((message) => (message.messageId === edited.messageId ? edited : message)),
  )
}

/** Hides a reply that was taken back. */
export function hideMessage(id: number, removed: number): void {
  const { queryKey } = conversationQuery(id)
  queryClient.setQueryData<DeskMessage[]>(queryKey, (messages) =>
    messages?.filter(({ messageId }) => messageId !== removed),
  )
  void queryClient.invalidateQueries({ queryKey })
}
