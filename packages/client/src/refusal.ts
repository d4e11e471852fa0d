import type { ErrorCode, Issue } from '@kinconecta/support-contracts'
import { SupportApiError } from './errors.ts'
import { type ReadResponse, unexpectedAnswer } from './exchange.ts'
import type { OperationName } from './operation-names.ts'

// What the contract's Problem has that an error of the client is made of.
interface Refused {
  code: ErrorCode
  detail: string
  requestId?: string
  issues?: Issue[]
}

/** Rejects with what the service refused over REST. */
export async function refuse(answer: ReadResponse, operation?: OperationName): Promise<never> {
  const { status, headers } = answer
  const body = (await answer.json()) as Partial<Refused> | null
  if (typeof body?.code !== 'string' || typeof body.detail !== 'string') {
    throw unexpectedAnswer(answer, 'The answer is JSON, but not of this service')
  }
  const { code, detail, requestId, issues } = body as Refused
  throw new SupportApiError({ status, code, detail, requestId, issues, headers, operation })
}
