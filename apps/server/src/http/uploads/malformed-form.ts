import { SupportError } from '@kinconecta/support-contracts'

/** Creates a REQUEST_MALFORMED error with the problem in its detail. */
export function malformedForm(problem: string): SupportError {
  return new SupportError('REQUEST_MALFORMED', `Malformed multipart/form-data: ${problem}`)
}
