import { SupportCall } from './call.ts'
import { headOf } from './caller.ts'
import { AbortError, TimeoutError } from './errors.ts'
import { exchange, type ReadAnswer } from './exchange.ts'
import { failureOf } from './failures.ts'
import { formOf, type NamedFile, sizeOf } from './files.ts'
import { newKey } from './idempotency-key.ts'
import { assertJson } from './json-input.ts'
import type { ChangeOptions, SupportClientOptions } from './options.ts'
import { bodyOf, fetchWithProgress, type UploadProgress } from './progress.ts'
import type { OperationName } from './operation-names.ts'
import { refuse } from './refusal.ts'
import { MAX_TIMER_MS, untilDone } from './retry.ts'

/** What an upload takes beside its input. One attempt may take 10 minutes unless `timeoutMs` says otherwise. */
export interface UploadOptions extends ChangeOptions {
  /**
   * Told as bytes are handed to the network; where the platform cannot send a stream, at the beginning and at the end.
   * An attempt that is made again begins at 0 again.
   */
  onProgress?: ((progress: UploadProgress) => void) | undefined
}

/** A form: fields, and behind them files under one name. */
export interface UploadForm {
  fields: Readonly<object>
  /** The name that the files have in the form. */
  name: string
  files: readonly (File | NamedFile)[]
}

/** Sends a form to an address of the service and gives what it answers. */
export type Upload = <Data, Operation extends OperationName>(
  operation: Operation,
  path: string,
  form: UploadForm,
  options?: UploadOptions,
) => SupportCall<Data, Operation>

const TIMEOUT_MS = 600_000

/** Uploads go over REST, because RPC speaks JSON; under one key, so that a retry does not make a second attachment. */
export function uploader(url: string, defaults: SupportClientOptions): Upload {
  return (operation, path, { fields, name, files }, options = {}) => {
    const totalBytes = sizeOf(files)
    const { maxRetries = defaults.maxRetries, idempotencyKey = newKey() } = options
    const { onProgress } = options
    const headers = { ...defaults.headers, ...options.headers, 'idempotency-key': idempotencyKey }
    const client = { ...defaults, fetch: fetchWithProgress(defaults, onProgress) }
    const init = (): RequestInit => {
      const body = bodyOf(formOf(fields, name, files), totalBytes, onProgress)
      return { method: 'POST', ...body, headers: { ...headers, ...(body.headers as Record<string, string>) } }
    }
    return new SupportCall(async () => {
      try {
        assertJson(fields, operation)
        const attempt = () => tryOnce(client, `${url}${path}`, init, options)
        const answer = await untilDone(attempt, maxRetries, options.signal)
        onProgress?.({ sentBytes: totalBytes, totalBytes })
        return { data: (await answer.json()) as never, ...headOf({ answer }) }
      } catch (error) {
        throw failureOf(error, operation, idempotencyKey)
      }
    })
  }
}

async function tryOnce(
  client: SupportClientOptions,
  url: string,
  init: () => RequestInit,
  { signal, timeoutMs = TIMEOUT_MS }: UploadOptions,
): Promise<ReadAnswer> {
  const ending = new AbortController()
  const abort = () => ending.abort(new AbortError('The call was aborted'))
  const late = () => ending.abort(new TimeoutError(`No answer within ${timeoutMs} ms`))
  const timer = setTimeout(late, Math.min(timeoutMs, MAX_TIMER_MS))
  signal?.addEventListener('abort', abort, { once: true })
  if (signal?.aborted) abort()
  try {
    ending.signal.throwIfAborted()
    // A token that was refused sends the request again, which takes a body of its own.
    const answer = await exchange(client)(url, () => ({ ...init(), signal: ending.signal }))
    return answer.ok ? answer : await refuse(answer)
  } catch (error) {
    throw ending.signal.aborted ? ending.signal.reason : error
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}
