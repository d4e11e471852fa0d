import { hash } from 'node:crypto'

/** The SHA-256 of a text. */
export function sha256(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}
