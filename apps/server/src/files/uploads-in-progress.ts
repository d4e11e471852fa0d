import { type Actor, SupportError } from '@kinconecta/support-contracts'
import { isRequester, limitedCaller } from '../platform/identity/limited-caller.ts'

/** The most uploads at the same time. Each has an open connection and an open file, for up to 10 minutes. */
export interface UploadBounds {
  /** Of one member, or of all guests of one network. */
  perRequester: number
  /** Of one member of the support team, or one API key, which may upload for many people. */
  perStaff: number
  inTotal: number
}

/** The default limits. */
export const UPLOAD_BOUNDS: UploadBounds = { perRequester: 10, perStaff: 50, inTotal: 250 }

/** Counts an upload until the returned function is called. Throws TOO_MANY_CALLS or STORAGE_UNAVAILABLE. */
export type BeginUpload = (actor: Actor) => () => void

/** Limits the uploads that this process receives at the same time. */
export function uploadsInProgress({ perRequester, perStaff, inTotal }: UploadBounds): BeginUpload {
  const byCaller = new Map<string, number>()
  let total = 0
  const add = (caller: string, uploads: number) => {
    const own = (byCaller.get(caller) ?? 0) + uploads
    total += uploads
    if (own === 0) byCaller.delete(caller)
    else byCaller.set(caller, own)
  }
  return (actor) => {
    const caller = limitedCaller(actor)
    const max = isRequester(actor) ? perRequester : perStaff
    if ((byCaller.get(caller) ?? 0) >= max) {
      throw new SupportError('TOO_MANY_CALLS', `At most ${max} uploads of one caller are accepted at the same time`)
    }
    if (total >= inTotal) throw new SupportError('STORAGE_UNAVAILABLE', 'Too many uploads are in progress')
    add(caller, 1)
    return () => add(caller, -1)
  }
}
