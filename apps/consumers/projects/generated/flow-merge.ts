// The part of the flow about ratings.
import type { Answer } from './flow'

export interface RatingBody {
  score: number
  comment?: string | null
}

/** One function for each `operationId`. */
export interface MergeClient {
  'satisfaction-rate': (id: number, body: RatingBody) => Promise<Answer>
  'satisfaction-rateByToken': (body: RatingBody & { token: string }) => Promise<Answer>
  'desk-satisfaction-get': (id: number) => Promise<Answer>
  'desk-satisfaction-createToken': (id: number) => Promise<Answer>
}

type Call = <Name extends keyof MergeClient>(name: Name, ...input: Parameters<MergeClient[Name]>) => Promise<unknown>

/** Rates a ticket that is resolved. */
export async function callRatings(call: Call, id: number): Promise<void> {
  await call('satisfaction-rate', id, { score: 4, comment: 'Bien' })
  const { token } = (await call('desk-satisfaction-createToken', id)) as { token: string }
  await call('satisfaction-rateByToken', { token, score: 5 })
  await call('desk-satisfaction-get', id)
}
