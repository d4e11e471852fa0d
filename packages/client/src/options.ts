/** The address of the service, and defaults for every call. */
export interface SupportClientOptions {
  /**
   * Address of the service, such as `https://support.kinconecta.com`; in a browser also a path on the page's origin.
   */
  url: string
  /**
   * A JWT of the marketplace or an API key of the service; without it, the caller is a guest. A function is called
   * before each request, and once more if the service refuses its token with 401.
   */
  token?: string | TokenSource | undefined
  /**
   * Sends the requests.
   * @default globalThis.fetch
   */
  fetch?: typeof globalThis.fetch | undefined
  /** Headers of every request. */
  headers?: Readonly<Record<string, string>> | undefined
  /**
   * Maximum duration of one attempt in milliseconds. Uploads ignore it; they have a default of 10 minutes.
   * @default 30_000
   */
  timeoutMs?: number | undefined
  /**
   * Maximum number of retries after a transient failure.
   * @default 2
   */
  maxRetries?: number | undefined
  /** Called before each request is sent. Changes of `headers` are sent. The headers do not contain the token. */
  onRequest?: ((request: SentRequest) => void | Promise<void>) | undefined
  /** Called for each response, before its body is read. */
  onResponse?: ((response: ReceivedResponse) => void | Promise<void>) | undefined
}

/** Returns the token for the next request. `refused` is the token that the service has just refused, if any. */
export type TokenSource = (about: { refused?: string | undefined }) => string | undefined | Promise<string | undefined>

/** The request that is passed to `onRequest`. */
export interface SentRequest {
  method: string
  url: string
  headers: Headers
}

/** The response that is passed to `onResponse`. */
export interface ReceivedResponse {
  request: SentRequest
  status: number
  headers: Headers
  /** Time from sending the request to receiving the headers of the response, in milliseconds. */
  durationMs: number
}

/** The options of every call. */
export interface CallOptions {
  /** Aborts the call, also while it waits for a retry. The call rejects with an `AbortError`. */
  signal?: AbortSignal | undefined
  /** Maximum duration of one attempt in milliseconds. */
  timeoutMs?: number | undefined
  /** Maximum number of retries after a transient failure; 0 for none. */
  maxRetries?: number | undefined
  /** Headers of the requests of this call. A read with these headers is sent in its own request. */
  headers?: Readonly<Record<string, string>> | undefined
}

/** The options of a change. */
export interface ChangeOptions extends CallOptions {
  /**
   * For 24 hours, requests with the same key make the change only once. 1 to 255 visible ASCII characters. By default,
   * each call gets a new key, which all its retries use.
   */
  idempotencyKey?: string | undefined
  /**
   * Whether the change is only tried: the call resolves or rejects as the change would, but nothing is written.
   * {@link SupportCall.withResponse} returns the events that it would write in `dryRunEvents`. Ids of new objects are
   * not those that a later call gets.
   * @default false
   */
  dryRun?: boolean | undefined
}

/** The options of an update or deletion. */
export interface VersionedChangeOptions extends ChangeOptions {
  /** Makes the change only if the object has this version; otherwise the call rejects with `PRECONDITION_FAILED`. */
  ifVersion?: number | undefined
}
