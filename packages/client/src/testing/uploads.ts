import {
  AttachmentUpload,
  FileName,
  publicError,
  type Problem,
  SupportError,
  type Ticket,
  TicketCreate,
} from '@kinconecta/support-contracts'
import { type Contents, ticketService } from './services.ts'
import type { Versioned } from './store.ts'

/** Whether this is a form that uploads files, which is the one thing that the client says over REST. */
export function isUpload(request: Request): boolean {
  return request.headers.get('content-type')?.startsWith('multipart/form-data') ?? false
}

/** The object that a form makes, with the files that come with it; types are what the form calls them. */
export async function upload(request: Request, contents: Contents, now: () => string): Promise<Versioned<object>> {
  const form = await request.formData()
  const members = Object.fromEntries([...form].filter(([, value]) => typeof value === 'string'))
  const { origin, pathname } = new URL(request.url)
  const attach = (ticketId: number, file: File) =>
    contents.attachments.insert((attachmentId) => ({
      attachmentId,
      ticketId,
      fileUrl: `${origin}/api/support_ticket_attachments/${attachmentId}/file`,
      fileName: FileName.parse(file.name),
      mimeType: file.type || null,
      fileSizeBytes: file.size,
      uploadedAt: now().slice(0, 19),
    }))
  if (/\/support_tickets(\/with_files)?$/.test(pathname)) {
    const userId = members['userId'] === undefined ? undefined : Number(members['userId'])
    const input = TicketCreate.parse({ ...members, userId })
    const ticket = (await ticketService(contents, now).create(input)) as Versioned<Ticket>
    for (const file of form.getAll('files')) attach(ticket.ticketId, file as File)
    return ticket
  }
  const { ticketId } = AttachmentUpload.parse({ ticketId: Number(members['ticketId']) })
  contents.tickets.get(ticketId)
  return attach(ticketId, form.get('file') as File)
}

/** The answer to a form, as the service gives it over REST. */
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
