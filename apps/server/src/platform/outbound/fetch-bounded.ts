import { BoundedBytes } from '../bounded-bytes.ts'

const NO_BODY = new Set([204, 205, 304])

/**
 * Fetches a URL of the configuration, and reads the body completely. Rejects if it has more than `maxBytes` after
 * decompression: a small compressed response could otherwise fill the memory.
 */
export async function fetchBounded(url: string, options: RequestInit, maxBytes: number): Promise<Response> {
  const { body, status, headers } = await fetch(url, options)
  const bytes = new BoundedBytes(maxBytes)
  for await (const piece of body ?? []) {
    if (!bytes.add(piece)) throw new Error(`${new URL(url).host} returned more than ${maxBytes} bytes`)
  }
  return new Response(NO_BODY.has(status) ? null : new Uint8Array(bytes.bytes()), { status, headers })
}
