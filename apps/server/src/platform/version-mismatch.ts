import { SupportError } from '@kinconecta/support-contracts'

/** The refusal of a change whose condition does not hold. `ifVersions` is empty where `If-Match` has no strong tag of ours. */
export function versionMismatch(
  what: string,
  version: number,
  ifVersions: readonly number[] | undefined,
): SupportError {
  const sentence =
    ifVersions?.length === 0
      ? `If-Match has no strong entity tag of this service, and only one matches; ${what} has "${version}"`
      : `${what} has been changed; it is at version ${version} now`
  return new SupportError('PRECONDITION_FAILED', sentence, { version })
}
