import type { Answer } from './answer.ts'
import { SupportCall } from './call.ts'
import { isSupportApiError, SupportError } from './errors.ts'
import type { CallOptions, VersionedChangeOptions } from './options.ts'
import type { OperationName } from './operation-names.ts'
import { wait } from './retry.ts'

const MAX_ATTEMPTS = 5
const BACKOFF_MS = 50

/** The options of `updateWith`. */
export interface UpdateWithOptions extends CallOptions {
  /**
   * Maximum number of attempts to read, change and write.
   * @default 5
   */
  maxAttempts?: number | undefined
}

/**
 * Reads, calls `change`, and writes if the version is unchanged; otherwise starts again. Resolves to the updated
 * object, or to the object as read if `change` returns undefined.
 */
export function updateWith<Data, Changes, Operation extends OperationName>(
  read: () => SupportCall<Data, Operation>,
  change: (data: Data) => Changes | undefined | Promise<Changes | undefined>,
  write: (data: Data, changes: Changes, options: VersionedChangeOptions) => SupportCall<Data, Operation>,
  options?: UpdateWithOptions,
): SupportCall<Data, Operation> {
  return new SupportCall(() => untilWritten(read, change, write, options))
}

async function untilWritten<Data, Changes>(
  read: () => SupportCall<Data>,
  change: (data: Data) => Changes | undefined | Promise<Changes | undefined>,
  write: (data: Data, changes: Changes, options: VersionedChangeOptions) => SupportCall<Data>,
  { maxAttempts = MAX_ATTEMPTS, ...options }: UpdateWithOptions = {},
): Promise<Answer<Data>> {
  for (let attempt = 1; ; attempt++) {
    const answer = await read().withResponse()
    const { data, version } = answer
    if (version === undefined)
      throw new SupportError(
        'The response has no ETag, so the update could overwrite another change; a proxy may have removed the header',
      )
    const changes = await change(data)
    if (changes === undefined) return answer
    try {
      return await write(data, changes, { ...options, ifVersion: version }).withResponse()
    } catch (error) {
      if (attempt >= maxAttempts || !isSupportApiError(error, 'PRECONDITION_FAILED')) throw error
    }
    await wait(Math.random() * BACKOFF_MS * 2 ** attempt, options.signal)
  }
}
