import type { EventLog } from '../events/event-log.ts'
import { insertEvents } from '../events/event-outbox.repository.ts'
import type { ScanEvents } from '../files/file-scans.ts'
import type { Clock } from '../platform/clock.ts'
import { lockAttachment } from './attachments.repository.ts'

/** Records an event for each virus scan, unless the attachment has been deleted in the meantime. */
export function scanEvents(eventLog: EventLog, clock: Clock): ScanEvents {
  return {
    async record(transaction, attachmentId, result) {
      const attachment = await lockAttachment(transaction, attachmentId, { kind: 'all' })
      if (!attachment) return
      const { ticketId, userId: requesterId, version } = attachment.ticket
      const type = attachment.isInternal ? 'internal_file.scanned' : 'file.scanned'
      const change = { type, ticketId, requesterId, version, data: { attachmentId, result } } as const
      await insertEvents(transaction, [change], { kind: 'system', id: null }, clock())
    },
    committed: () => eventLog.changed(),
  }
}
