import { createHmac, timingSafeEqual } from 'node:crypto'
import { type FileLink, SupportError, timestampOf } from '@kinconecta/support-contracts'
import type { Clock } from '../platform/clock.ts'

/** What a link serves: the file as an attachment or inline, or its thumbnail. */
export type LinkKind = 'attachment' | 'inline' | 'thumbnail'

/** Links to files that work without a token. They are signed, so they are not stored. */
export interface FileLinks {
  /** Creates a link that is valid for 5 minutes. */
  make(attachmentId: number, kind: LinkKind): FileLink
  /** Throws LINK_INVALID if the signature is wrong or the link has expired. `expires` is in seconds since 1970. */
  check(attachmentId: number, kind: LinkKind, expires: number | undefined, signature: string): void
}

const LIFETIME_S = 300

export function fileLinks(key: Buffer, publicUrl: string, clock: Clock): FileLinks {
  const nowS = () => Math.floor(Date.parse(clock()) / 1000)
  const signatureOf = (attachmentId: number, kind: LinkKind, expires: number) =>
    createHmac('sha256', key).update(`${attachmentId} ${kind} ${expires}`).digest()
  return {
    make(attachmentId, kind) {
      const expires = nowS() + LIFETIME_S
      const signature = signatureOf(attachmentId, kind, expires).toString('base64url')
      const address = addressOfFile(publicUrl, attachmentId, kind === 'thumbnail' ? 'thumbnail' : 'file')
      const query = `${kind === 'inline' ? 'inline=true&' : ''}expires=${expires}&signature=${signature}`
      return {
        url: `${address}?${query}`,
        expiresAt: timestampOf(expires * 1000),
      }
    },

    check(attachmentId, kind, expires = 0, signature) {
      const expected = signatureOf(attachmentId, kind, expires)
      const sent = Buffer.from(signature, 'base64url')
      const isValid = sent.length === expected.length && timingSafeEqual(sent, expected)
      if (!isValid || expires <= nowS()) throw new SupportError('LINK_INVALID')
    },
  }
}

/** The URL at which the service serves the file of an attachment, or its thumbnail. */
export function addressOfFile(publicUrl: string, attachmentId: number, what: 'file' | 'thumbnail' = 'file'): string {
  return `${publicUrl}/api/support_ticket_attachments/${attachmentId}/${what}`
}
