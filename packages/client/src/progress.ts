import { newKey } from './idempotency-key.ts'
import type { SupportClientOptions } from './options.ts'

const CHUNK_BYTES = 256 * 1024

type Fetch = typeof globalThis.fetch
type OnProgress = (progress: UploadProgress) => void

/** The progress of an upload. */
export interface UploadProgress {
  sentBytes: number
  totalBytes: number
}

/** Returns a `fetch` that reports the progress of the request body; undefined if the default `fetch` is to be used. */
export function fetchWithProgress(
  options: SupportClientOptions,
  onProgress: OnProgress | undefined,
): Fetch | undefined {
  return onProgress && !options.fetch && 'XMLHttpRequest' in globalThis ? fetchByXhr(onProgress) : options.fetch
}

/** Returns the form as a request body: a stream that reports progress if that is requested and supported. */
export function bodyOf(form: FormData, totalBytes: number, onProgress: OnProgress | undefined): RequestInit {
  onProgress?.({ sentBytes: 0, totalBytes })
  // Browsers send streams only over HTTP/2, if at all. A page cannot detect this before the request.
  if (!onProgress || 'XMLHttpRequest' in globalThis || 'WorkerGlobalScope' in globalThis) return { body: form }
  const { type, bytes } = encoded(form)
  const report = (sent: number) => onProgress({ sentBytes: Math.min(sent, totalBytes), totalBytes })
  return { body: streamOf(bytes, report), headers: { 'content-type': type }, duplex: 'half' } as RequestInit
}

/** Encodes a form. The content of its files is not loaded before it is read. */
function encoded(form: FormData): { type: string; bytes: Blob } {
  const boundary = `kin-support-${newKey()}`
  const parts: (string | Blob)[] = []
  for (const [name, value] of form) {
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(name)}"`
    if (typeof value === 'string') parts.push(`${head}\r\n\r\n${value}\r\n`)
    else
      parts.push(`${head}; filename="${escaped(value.name)}"\r\nContent-Type: ${typeOf(value)}\r\n\r\n`, value, '\r\n')
  }
  return { type: `multipart/form-data; boundary=${boundary}`, bytes: new Blob([...parts, `--${boundary}--\r\n`]) }
}

function escaped(name: string): string {
  return name.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22')
}

function typeOf({ type }: File): string {
  return /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : 'application/octet-stream'
}

function streamOf(blob: Blob, report: (sentBytes: number) => void): ReadableStream<Uint8Array> {
  let from = 0
  let isOver = false
  return new ReadableStream({
    async pull(controller) {
      const chunk = new Uint8Array(await blob.slice(from, from + CHUNK_BYTES).arrayBuffer())
      if (isOver) return
      from += chunk.length
      if (chunk.length > 0) controller.enqueue(chunk)
      if (from >= blob.size) controller.close()
      report(from)
    },
    cancel() {
      isOver = true
    },
  })
}

type Listen = (type: string, listener: (event: { loaded: number; total: number }) => void) => void

/** The parts of XMLHttpRequest that are used, so that users of this package do not need the DOM types. */
interface Xhr {
  readonly status: number
  readonly response: unknown
  readonly upload: { addEventListener: Listen }
  responseType: string
  open: (method: string, url: string) => void
  setRequestHeader: (name: string, value: string) => void
  getAllResponseHeaders: () => string
  addEventListener: Listen
  send: (body: unknown) => void
  abort: () => void
}

/** Returns a `fetch` that uses XMLHttpRequest, the only browser API that reports how much of a body was sent. */
function fetchByXhr(onProgress: OnProgress): Fetch {
  return (url, { method = 'POST', headers, body, signal } = {}) =>
    new Promise((resolve, reject) => {
      const { XMLHttpRequest } = globalThis as unknown as { XMLHttpRequest: new () => Xhr }
      const request = new XMLHttpRequest()
      const abort = () => request.abort()
      request.open(method, url as string)
      request.responseType = 'blob'
      for (const [name, value] of new Headers(headers)) request.setRequestHeader(name, value)
      request.upload.addEventListener('progress', ({ loaded, total }) =>
        onProgress({ sentBytes: loaded, totalBytes: total }),
      )
      request.addEventListener('load', () => resolve(responseOf(request)))
      request.addEventListener('error', () => reject(new TypeError('The request failed')))
      request.addEventListener('abort', () => reject(signal?.reason as Error))
      request.addEventListener('loadend', () => signal?.removeEventListener('abort', abort))
      signal?.addEventListener('abort', abort, { once: true })
      request.send(body)
    })
}

function responseOf(request: Xhr): Response {
  const lines = request.getAllResponseHeaders().trim().split('\r\n')
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()]
  })
  return new Response(request.response as Blob, { status: request.status, headers })
}
