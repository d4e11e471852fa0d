import type { Answer } from './answer.ts'
import { SupportCall } from './call.ts'
import { isSupportApiError, SupportError } from './errors.ts'
import type { CallOptions, VersionedChangeOptions } from './options.ts'
import type { OperationName } from './operation-names.ts'
import { wait } from './retry.ts'

const MAX_ATTEMPTS = 5
const BACKOFF_MS = 50

/** What `updateWith` takes beside its input. */
export interface UpdateWithOptions extends CallOptions {
  /** How often to read, change and write at most; 5 unless given. */
  maxAttempts?: number | undefined
}

/**
 * Reads, lets `change` decide, writes if nobody else has written meanwhile, else begins again. Gives what was written,
 * or what was read where `change` says that there is nothing to do.
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
      throw new SupportError('The answer has no ETag, so a change could undo another; does a proxy drop it?')
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
