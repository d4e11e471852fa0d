// Calls every operation of the document once, through whatever client was generated from it.

export interface TicketBody {
  fullName: string
  email: string
  subject: string
  message: string
  status?: 'OPEN' | 'IN_PROGRESS' | 'RESOLVED' | 'CLOSED'
}

export interface AttachmentBody {
  ticketId: number
  fileUrl: string
  fileName: string
}

export interface MessageBody {
  body: string
  attachmentIds?: number[]
}

export interface DeskMessageBody extends MessageBody {
  kind: 'reply' | 'note'
  sendAfterSeconds?: number
}

/** Identifies a message of a ticket. */
export interface MessageRef {
  id: number
  messageId: number
}

export interface Announcement {
  ticketId: number
  fileName: string
  mimeType: string
  fileSizeBytes: number
}

export interface Answer {
  status: number
  data: unknown
}

/** One function for each `operationId`. */
export interface Client {
  'tickets-create': (body: TicketBody) => Promise<Answer>
  'tickets-createWithFiles': (body: TicketBody & { files: File[] }) => Promise<Answer>
  'tickets-list': (query: { status: ('OPEN' | 'RESOLVED')[]; limit: number }) => Promise<Answer>
  'tickets-get': (id: number) => Promise<Answer>
  'tickets-update': (id: number, body: TicketBody) => Promise<Answer>
  'tickets-delete': (id: number) => Promise<Answer>
  'attachments-create': (body: AttachmentBody) => Promise<Answer>
  'attachments-upload': (body: { ticketId: number; file: File }) => Promise<Answer>
  'attachments-list': (query: { ticketId: number[] }) => Promise<Answer>
  'attachments-get': (id: number) => Promise<Answer>
  'attachments-update': (id: number, body: AttachmentBody) => Promise<Answer>
  'attachments-delete': (id: number) => Promise<Answer>
  'attachments-link': (id: number, query: { as: 'inline' }) => Promise<Answer>
  'attachments-download': (id: number) => Promise<Answer>
  'attachments-thumbnail': (id: number) => Promise<Answer>
  'attachments-startUpload': (body: Announcement) => Promise<Answer>
  'attachments-completeUpload': (uploadId: string) => Promise<Answer>
  'tickets-rotateToken': (id: number) => Promise<Answer>
  'messages-list': (id: number, query: { limit: number }) => Promise<Answer>
  'messages-search': (query: { q: string }) => Promise<Answer>
  'messages-create': (id: number, body: MessageBody) => Promise<Answer>
  'messages-update': (ref: MessageRef, body: { body: string }) => Promise<Answer>
  'desk-tickets-get': (id: number) => Promise<Answer>
  'desk-messages-list': (id: number, query: { limit: number }) => Promise<Answer>
  'desk-messages-search': (query: { q: string }) => Promise<Answer>
  'desk-messages-create': (id: number, body: DeskMessageBody) => Promise<Answer>
  'desk-messages-update': (ref: MessageRef, body: { body: string }) => Promise<Answer>
  'desk-messages-cancel': (ref: MessageRef) => Promise<Answer>
  'desk-messages-versions': (ref: MessageRef) => Promise<Answer>
  'desk-drafts-list': () => Promise<Answer>
  'desk-drafts-get': (id: number, kind: 'reply' | 'note') => Promise<Answer>
  'desk-drafts-put': (id: number, kind: 'reply' | 'note', body: { body: string }) => Promise<Answer>
  'desk-drafts-delete': (id: number, kind: 'reply' | 'note') => Promise<Answer>
  'desk-attachments-upload': (body: { ticketId: number; file: File }) => Promise<Answer>
  'events-list': (query: { types: ('ticket.created' | 'ticket.updated')[]; limit: number }) => Promise<Answer>
  'events-createStreamTicket': () => Promise<Answer>
}

const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

const ticket: TicketBody = { fullName: 'Ana', email: 'ana@example.com', subject: 'Generated', message: 'Hola' }

/** What every operation answered, as JSON on the standard output: a status, a number of rows or of bytes. */
export async function callAll(client: Client): Promise<void> {
  const bytes = Uint8Array.from(atob(PICTURE), (letter) => letter.charCodeAt(0))
  const picture = () => new File([bytes], 'estado.png', { type: 'image/png' })
  const seen: Record<string, unknown> = {}
  const call = async <Name extends keyof Client>(name: Name, ...input: Parameters<Client[Name]>): Promise<unknown> => {
    const { status, data } = await (client[name] as (...args: Parameters<Client[Name]>) => Promise<Answer>)(...input)
    seen[name] = status
    return data
  }
  const idOf = (data: unknown) =>
    (data as Record<string, number>)[`${'attachmentId' in (data as object) ? 'attachment' : 'ticket'}Id`]!

  const ticketId = idOf(await call('tickets-create', ticket))
  const other = idOf(await call('tickets-createWithFiles', { ...ticket, files: [picture(), picture()] }))
  await call('tickets-get', ticketId)
  await call('tickets-update', ticketId, { ...ticket, status: 'RESOLVED' })
  seen['tickets'] = ((await call('tickets-list', { status: ['OPEN', 'RESOLVED'], limit: 2 })) as unknown[]).length
  const elsewhere = { ticketId, fileUrl: 'https://cdn.example.com/a.png', fileName: 'a.png' }
  const created = idOf(await call('attachments-create', elsewhere))
  await call('attachments-get', created)
  await call('attachments-update', created, { ...elsewhere, fileName: 'b.png' })
  const uploaded = idOf(await call('attachments-upload', { ticketId, file: picture() }))
  seen['attachments'] = ((await call('attachments-list', { ticketId: [ticketId, other] })) as unknown[]).length
  seen['url'] = typeof ((await call('attachments-link', uploaded, { as: 'inline' })) as { url: string }).url
  seen['isWhole'] = ((await call('attachments-download', uploaded)) as Blob).size === bytes.length
  seen['hasThumbnail'] = ((await call('attachments-thumbnail', uploaded)) as Blob).size > 0
  // This service keeps files on its own disk, and says so.
  const announcement = { ticketId, fileName: 'estado.png', mimeType: 'image/png', fileSizeBytes: bytes.length }
  await call('attachments-startUpload', announcement)
  await call('attachments-completeUpload', '00000000-0000-4000-8000-000000000000')
  const messageId = async (...input: Parameters<Client['desk-messages-create']>) =>
    ((await call('desk-messages-create', ...input)) as { messageId: number }).messageId
  const hidden = idOf(await call('desk-attachments-upload', { ticketId, file: picture() }))
  await call('desk-drafts-put', ticketId, 'reply', { body: 'Hol' })
  await call('desk-drafts-get', ticketId, 'reply')
  await call('desk-drafts-list')
  await call('desk-drafts-delete', ticketId, 'reply')
  const note = {
    id: ticketId,
    messageId: await messageId(ticketId, { kind: 'note', body: 'Hola', attachmentIds: [hidden] }),
  }
  await call('desk-messages-update', note, { body: 'Adiós' })
  await call('desk-messages-versions', note)
  const reply = { kind: 'reply', body: 'Hola', sendAfterSeconds: 60 } as const
  await call('desk-messages-cancel', { id: ticketId, messageId: await messageId(ticketId, reply) })
  await call('desk-messages-list', ticketId, { limit: 2 })
  await call('desk-messages-search', { q: 'hola' })
  await call('desk-tickets-get', ticketId)
  const written = (await call('messages-create', ticketId, { body: 'Hola' })) as MessageRef
  await call('messages-update', { id: ticketId, messageId: written.messageId }, { body: 'Adiós' })
  await call('messages-list', ticketId, { limit: 2 })
  await call('messages-search', { q: 'adiós' })
  await call('tickets-rotateToken', ticketId)
  await call('events-list', { types: ['ticket.created', 'ticket.updated'], limit: 2 })
  await call('events-createStreamTicket')
  await call('attachments-delete', created)
  await call('tickets-delete', ticketId)
  console.log(JSON.stringify(seen))
}
