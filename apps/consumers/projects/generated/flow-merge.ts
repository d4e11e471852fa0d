// The part of the flow about merging, links and ratings.
import type { Answer } from './flow'

export interface RatingBody {
  score: number
  comment?: string | null
}

export interface LinkBody {
  relation: 'blocks'
  otherTicketId: number
}

/** Identifies a link of a ticket. */
export interface LinkRef {
  id: number
  linkId: number
}

/** One function for each `operationId`. */
export interface MergeClient {
  'desk-tickets-merge': (id: number, body: { into: number }) => Promise<Answer>
  'desk-tickets-unmerge': (id: number) => Promise<Answer>
  'desk-tickets-split': (id: number, body: { messageId: number }) => Promise<Answer>
  'desk-links-create': (id: number, body: LinkBody) => Promise<Answer>
  'desk-links-list': (id: number) => Promise<Answer>
  'desk-links-delete': (ref: LinkRef) => Promise<Answer>
  'satisfaction-rate': (id: number, body: RatingBody) => Promise<Answer>
  'satisfaction-rateByToken': (body: RatingBody & { token: string }) => Promise<Answer>
  'desk-satisfaction-get': (id: number) => Promise<Answer>
  'desk-satisfaction-createToken': (id: number) => Promise<Answer>
}

type Call = <Name extends keyof MergeClient>(name: Name, ...input: Parameters<MergeClient[Name]>) => Promise<unknown>

/** Merges a ticket into another one of the same requester, and links them. The message is of another ticket. */
export async function callMerges(call: Call, id: number, into: number, messageId: number): Promise<void> {
  await call('desk-links-create', id, { relation: 'blocks', otherTicketId: into })
  const { links } = (await call('desk-links-list', id)) as { links: { linkId: number }[] }
  await call('desk-links-delete', { id, linkId: links[0]!.linkId })
  await call('desk-tickets-merge', id, { into })
  await call('desk-tickets-unmerge', id)
  await call('desk-tickets-split', id, { messageId })
}

/** Rates a ticket that is resolved. */
export async function callRatings(call: Call, id: number): Promise<void> {
  await call('satisfaction-rate', id, { score: 4, comment: 'Bien' })
  const { token } = (await call('desk-satisfaction-createToken', id)) as { token: string }
  await call('satisfaction-rateByToken', { token, score: 5 })
  await call('desk-satisfaction-get', id)
}
