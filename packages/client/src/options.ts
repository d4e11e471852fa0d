/** How to reach the service, and what holds for every call. */
export interface SupportClientOptions {
  /** Where the service is, like `https://support.kinconecta.com`; in a browser also a path of the page's own origin. */
  url: string
  /**
   * A JWT of the marketplace or an API key of the service; none for a guest. A function is asked before each request,
   * and once more where the service refused what it gave.
   */
  token?: string | TokenSource | undefined
  /** Sends the requests; the platform's `fetch` unless given. */
  fetch?: typeof globalThis.fetch | undefined
  /** Headers of every request. */
  headers?: Readonly<Record<string, string>> | undefined
  /** Milliseconds that one attempt may take; 30,000 unless given. */
  timeoutMs?: number | undefined
  /** How often a call is tried again after a failure that may pass; 2 unless given. */
  maxRetries?: number | undefined
  /** Told of each request before it is sent; what it does to `headers` is sent. The token is not among them. */
  onRequest?: ((request: SentRequest) => void | Promise<void>) | undefined
  /** Told of each answer, before it is read. */
  onResponse?: ((response: ReceivedResponse) => void | Promise<void>) | undefined
}

/** Gives the token for the next request; `refused` is the one that the service has just refused, if it has. */
export type TokenSource = (about: { refused?: string | undefined }) => string | undefined | Promise<string | undefined>

/** A request as `onRequest` sees it. */
export interface SentRequest {
  method: string
  url: string
  headers: Headers
}

/** An answer as `onResponse` sees it. */
export interface ReceivedResponse {
  request: SentRequest
  status: number
  headers: Headers
  /** From sending the request to the head of its answer. */
  durationMs: number
}

/** What every call takes beside its input. */
export interface CallOptions {
  /** Ends the call, also while it waits to try again: it rejects with an `AbortError`. */
  signal?: AbortSignal | undefined
  /** Milliseconds that one attempt may take. */
  timeoutMs?: number | undefined
  /** How often to try again after a failure that may pass; 0 for not at all. */
  maxRetries?: number | undefined
  /** Headers of this call's requests; a read with headers of its own travels alone. */
  headers?: Readonly<Record<string, string>> | undefined
}

/** What a change takes beside its input. */
export interface ChangeOptions extends CallOptions {
  /**
   * Makes the change once however often it is sent under this key, for 24 hours: 1 to 255 visible ASCII characters.
   * A new one for every call unless given, and the same over the call's retries.
   */
  idempotencyKey?: string | undefined
}

/** What a change of something that is there takes beside its input. */
export interface VersionedChangeOptions extends ChangeOptions {
  /** Makes the change only if the object still has this version, else it rejects with `PRECONDITION_FAILED`. */
  ifVersion?: number | undefined
}
