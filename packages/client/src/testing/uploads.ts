import {
  attachmentCreated,
  AttachmentUpload,
  FileName,
  publicError,
  type Problem,
  SupportError,
  type Ticket,
  TicketCreate,
} from '@kinconecta/support-contracts'
import type { PlacedFile } from './conversations.ts'
import { type Contents, ticketService } from './services.ts'
import type { Versioned } from './store.ts'

/** Whether the request is a form with files. The client uses REST only for these. */
export function isUpload(request: Request): boolean {
  return request.headers.get('content-type')?.startsWith('multipart/form-data') ?? false
}

/** Creates the ticket or attachment of a form with its files. The types of the files are those that the form states. */
export async function upload(request: Request, contents: Contents, now: () => string): Promise<Versioned<object>> {
  const form = await request.formData()
  const fields = Object.fromEntries([...form].filter(([, value]) => typeof value === 'string'))
  const { origin, pathname } = new URL(request.url)
  const attach = (ticketId: number, file: File, placed: PlacedFile) => {
    const attachment = contents.attachments.insert((attachmentId) => ({
      attachmentId,
      ticketId,
      fileUrl: `${origin}/api/support_ticket_attachments/${attachmentId}/file`,
      fileName: FileName.parse(file.name),
      mimeType: file.type || null,
      fileSizeBytes: file.size,
      uploadedAt: now().slice(0, 19),
    }))
    contents.conversations.place(attachment.attachmentId, placed)
    const { isInternal } = placed
    contents.log.record(attachmentCreated({ ...attachment, isInternal }, contents.tickets.get(ticketId)))
    return attachment
  }
  if (/\/support_tickets(\/with_files)?$/.test(pathname)) {
    const userId = fields['userId'] === undefined ? undefined : Number(fields['userId'])
    const input = TicketCreate.parse({ ...fields, userId })
    const ticket = (await ticketService(contents, now).create(input)) as Versioned<Ticket>
    for (const file of form.getAll('files')) attach(ticket.ticketId, file as File, { isInternal: false, messageId: 0 })
    return ticket
  }
  const { ticketId } = AttachmentUpload.parse({ ticketId: Number(fields['ticketId']) })
  contents.tickets.get(ticketId) // throws before anything is stored
  const isInternal = pathname.endsWith('/desk/attachments/upload')
  return attach(ticketId, form.get('file') as File, { isInternal, messageId: null })
}

/** Returns the REST response to a form. */
export async function answerUpload(work: () => Promise<unknown>, headers: () => Headers): Promise<Response> {
  try {
    const { version: _, ...body } = (await work()) as { version?: number }
    return Response.json(body, { status: 201, headers: headers() })
  } catch (error) {
    const { code, status, detail } = publicError(
      error instanceof SupportError ? error : new SupportError('INVALID_INPUT'),
    )
    const body: Partial<Problem> = { status, code, detail, requestId: headers().get('x-request-id')! }
    return Response.json(body, { status, headers: headers() })
  }
}
