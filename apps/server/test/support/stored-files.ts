import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Answer, aTicket, type TestService } from './harness.ts'
import { formOf, type SampleFile } from './sample-files.ts'

export const ATTACHMENTS = '/api/support_ticket_attachments'
export const TICKETS = '/api/support_tickets'

type Headers = Record<string, string>

/** Helpers for tests of files. */
export function filesOf(service: TestService) {
  const newTicket = async (): Promise<number> => (await service.send('POST', TICKETS, aTicket)).json.ticketId
  return {
    newTicket,

    /** Attaches a file to the given ticket, or to a new one. */
    upload: async (file: SampleFile, headers: Headers = {}, ticketId?: number): Promise<Answer> => {
      return service.send('POST', ATTACHMENTS, formOf({ ticketId: ticketId ?? (await newTicket()) }, [file]), headers)
    },

    /** Downloads the file of an attachment. */
    download: async (id: number, query = '', headers: Headers = {}) => {
      const response = await fetch(`${service.url}${ATTACHMENTS}/${id}/file${query}`, { headers })
      const bytes = Buffer.from(await response.arrayBuffer())
      return { status: response.status, headers: response.headers, bytes }
    },

    /** Counts the files in the store and the drafts. */
    count: async (): Promise<{ stored: number; drafts: number }> => {
      let stored = 0
      for await (const _ of service.files.store.list()) stored++
      return { stored, drafts: (await readdir(join(service.folder, 'drafts'))).length }
    },
  }
}

/** The status and the error code of a response. */
export function statusAndCode({ status, json }: Answer): [number, string | undefined] {
  return [status, json?.code]
}
