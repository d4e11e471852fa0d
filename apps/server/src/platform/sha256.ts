import { hash } from 'node:crypto'

/** The SHA-256 of a text, or of bytes. */
export function sha256(data: string | Buffer): Buffer {
  return hash('sha256', data, 'buffer')
}
