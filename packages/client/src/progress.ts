import { newKey } from './idempotency-key.ts'
import type { SupportClientOptions } from './options.ts'

const CHUNK_BYTES = 256 * 1024

type Fetch = typeof globalThis.fetch
type Tell = (progress: UploadProgress) => void

/** How far an upload is. */
export interface UploadProgress {
  sentBytes: number
  totalBytes: number
}

/** A `fetch` that tells how far the body of its request is; undefined where the platform's own has to do. */
export function fetchWithProgress(options: SupportClientOptions, onProgress: Tell | undefined): Fetch | undefined {
  return onProgress && !options.fetch && 'XMLHttpRequest' in globalThis ? byXhr(onProgress) : options.fetch
}

/** The form as a body; where progress is wanted and the platform can send a stream, one that tells it. */
export function bodyOf(form: FormData, totalBytes: number, onProgress: Tell | undefined): RequestInit {
  onProgress?.({ sentBytes: 0, totalBytes })
  // A browser sends streams over HTTP/2 alone, if at all, which a page cannot know beforehand.
  if (!onProgress || 'XMLHttpRequest' in globalThis || 'WorkerGlobalScope' in globalThis) return { body: form }
  const { type, bytes } = encoded(form)
  const tell = (sent: number) => onProgress({ sentBytes: Math.min(sent, totalBytes), totalBytes })
  return { body: streamOf(bytes, tell), headers: { 'content-type': type }, duplex: 'half' } as RequestInit
}

/** The bytes of a form; those of its files stay where they are until they are read. */
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

function streamOf(blob: Blob, tell: (sentBytes: number) => void): ReadableStream<Uint8Array> {
  let from = 0
  let isOver = false
  return new ReadableStream({
    async pull(controller) {
      const chunk = new Uint8Array(await blob.slice(from, from + CHUNK_BYTES).arrayBuffer())
      if (isOver) return
      from += chunk.length
      if (chunk.length > 0) controller.enqueue(chunk)
      if (from >= blob.size) controller.close()
      tell(from)
    },
    cancel() {
      isOver = true
    },
  })
}

type Listen = (type: string, listener: (event: { loaded: number; total: number }) => void) => void

/** What is used here of an XMLHttpRequest, so that nobody who uses this package needs the types of browsers. */
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

/** What browsers have that tells how much of a body was sent. */
function byXhr(onProgress: Tell): Fetch {
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
