import { SupportError } from '@kinconecta/support-contracts'

/**
 * Returns PRECONDITION_FAILED for a change whose `If-Match` does not match `version`, the current version of `what`.
 * `ifVersions` is empty if `If-Match` contains no strong entity tag of this service.
 */
export function versionMismatch(
  what: string,
  version: number,
  ifVersions: readonly number[] | undefined,
): SupportError {
  const sentence =
    ifVersions?.length === 0
      ? `If-Match contains no strong entity tag of this service, so it cannot match; ${what} has "${version}"`
      : `${what} has been changed; it is at version ${version} now`
  return new SupportError('PRECONDITION_FAILED', sentence, { version })
}
