import { SupportError } from '@kinconecta/support-contracts'

export function malformedForm(problem: string): SupportError {
  return new SupportError('REQUEST_MALFORMED', `Malformed multipart/form-data: ${problem}`)
}
