import { SupportCall } from './call.ts'
import { responseMetadata } from './caller.ts'
import { AbortError, TimeoutError } from './errors.ts'
import { exchange, type ReadResponse } from './exchange.ts'
import { failureOf } from './failures.ts'
import { formOf, type NamedFile, sizeOf } from './files.ts'
import { newKey } from './idempotency-key.ts'
import { assertJson } from './json-input.ts'
import type { ChangeOptions, SupportClientOptions } from './options.ts'
import { bodyOf, fetchWithProgress, type UploadProgress } from './progress.ts'
import type { OperationName } from './operation-names.ts'
import { refuse } from './refusal.ts'
import { MAX_TIMER_MS, withRetries } from './retry.ts'

/** The options of an upload. The default of `timeoutMs` is 600,000 (10 minutes) for one attempt. */
export interface UploadOptions extends ChangeOptions {
  /**
   * Called when bytes are passed to the network. On platforms that cannot stream a request body, called only at the
   * start and at the end. A retry starts at 0 again.
   */
  onProgress?: ((progress: UploadProgress) => void) | undefined
}

/** A form: fields, followed by files under one name. */
export interface UploadForm {
  fields: Readonly<object>
  /** The field name of the files. */
  name: string
  files: readonly (File | NamedFile)[]
}

/** Sends a form to a path of the service and returns the response. */
export type Upload = <Data, Operation extends OperationName>(
  operation: Operation,
  path: string,
  form: UploadForm,
  options?: UploadOptions,
) => SupportCall<Data, Operation>

const TIMEOUT_MS = 600_000

/**
 * Uploads use REST, because RPC supports only JSON. All attempts have one key, so a retry creates no second attachment.
 */
export function uploader(url: string, defaults: SupportClientOptions): Upload {
  return (operation, path, { fields, name, files }, options = {}) => {
    const totalBytes = sizeOf(files)
    const { maxRetries = defaults.maxRetries, idempotencyKey = newKey() } = options
    const { onProgress } = options
    const headers = {
      ...defaults.headers,
      ...options.headers,
      'idempotency-key': idempotencyKey,
      ...(options.dryRun && { 'dry-run': 'true' }),
    }
    const client = { ...defaults, fetch: fetchWithProgress(defaults, onProgress) }
    const init = (): RequestInit => {
      const body = bodyOf(formOf(fields, name, files), totalBytes, onProgress)
      return { method: 'POST', ...body, headers: { ...headers, ...(body.headers as Record<string, string>) } }
    }
    return new SupportCall(async () => {
      try {
        assertJson(fields, operation)
        const attempt = () => tryOnce(client, `${url}${path}`, init, options)
        const response = await withRetries(attempt, maxRetries, options.signal)
        onProgress?.({ sentBytes: totalBytes, totalBytes })
        return { data: (await response.json()) as never, ...responseMetadata({ response }) }
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
): Promise<ReadResponse> {
  const ending = new AbortController()
  const abort = () => ending.abort(new AbortError('The call was aborted'))
  const late = () => ending.abort(new TimeoutError(`No response within ${timeoutMs} ms`))
  const timer = setTimeout(late, Math.min(timeoutMs, MAX_TIMER_MS))
  signal?.addEventListener('abort', abort, { once: true })
  if (signal?.aborted) abort()
  try {
    ending.signal.throwIfAborted()
    // If the token is refused, the request is sent again, with a new body.
    const response = await exchange(client)(url, () => ({ ...init(), signal: ending.signal }))
    return response.ok ? response : await refuse(response)
  } catch (error) {
    throw ending.signal.aborted ? ending.signal.reason : error
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}
