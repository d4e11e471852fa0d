import type { Draft, Message, MessageAuthor, MessageKind, MessageVersion, Ticket } from '@kinconecta/support-contracts'
import type { Versioned } from './store.ts'

/** A message that was written, as a fake service keeps it. */
export interface MessageRow {
  messageId: number
  ticketId: number
  kind: MessageKind
  author: MessageAuthor
  body: string
  createdAt: string
  editedAt: string | null
  sendAt: string | null
  /** When it will be sent, in milliseconds. */
  sendAtMs: number
  position: number
  version: number
  /** The merges that brought it, the oldest first. */
  mergedBy: number[]
  /** Whether it is a copy of the first message of a merged ticket. */
  isCopy?: boolean
}

/** Where a file belongs. */
export interface PlacedFile {
  isInternal: boolean
  /** The message that has it; 0 for the first one of the ticket. */
  messageId: number | null
  /** The merges that brought it, the oldest first. */
  mergedBy?: number[]
}

/** The messages, drafts and placed files of a fake service. */
export class Conversations {
  readonly #rows = new Map<number, MessageRow>()
  readonly #files = new Map<number, PlacedFile>()
  readonly #versions = new Map<string, MessageVersion[]>()
  readonly #firstEdits = new Map<number, string>()
  readonly drafts = new Map<string, Versioned<Draft>>()
  readonly followUps = new Map<number, number>()
  #lastId = 0
  #lastPosition = 0

  insert(row: Omit<MessageRow, 'messageId' | 'position' | 'version' | 'editedAt'>): MessageRow {
    const inserted = { ...row, messageId: ++this.#lastId, position: ++this.#lastPosition, version: 1, editedAt: null }
    this.#rows.set(inserted.messageId, inserted)
    return inserted
  }

  get(ticketId: number, messageId: number): MessageRow | undefined {
    const row = this.#rows.get(messageId)
    return row?.ticketId === ticketId ? row : undefined
  }

  all(): MessageRow[] {
    return [...this.#rows.values()]
  }

  /** The messages of a ticket. */
  list(ticketId: number): MessageRow[] {
    return this.all().filter((row) => row.ticketId === ticketId)
  }

  /** Replaces the text, and keeps the earlier one if the message was sent. */
  edit(row: MessageRow, body: string, now: string): MessageRow {
    if (row.sendAt === null) this.#keep(row.ticketId, row.messageId, row.body, now)
    return Object.assign(row, { body, version: row.version + 1, ...(row.sendAt === null && { editedAt: now }) })
  }

  /** Records that the message of a ticket was edited. */
  editFirst({ ticketId, message }: Ticket, now: string): void {
    this.#firstEdits.set(ticketId, now)
    this.#keep(ticketId, 0, message, now)
  }

  firstEditedAt(ticketId: number): string | null {
    return this.#firstEdits.get(ticketId) ?? null
  }

  #keep(ticketId: number, messageId: number, body: string, replacedAt: string): void {
    const versions = this.versions(ticketId, messageId)
    this.#versions.set(`${ticketId} ${messageId}`, [...versions, { version: versions.length + 1, body, replacedAt }])
  }

  versions(ticketId: number, messageId: number): MessageVersion[] {
    return this.#versions.get(`${ticketId} ${messageId}`) ?? []
  }

  send(row: MessageRow, now: string): void {
    Object.assign(row, { sendAt: null, createdAt: now, version: row.version + 1, position: ++this.#lastPosition })
  }

  /** Moves a message, with its earlier texts, to the end of the conversation of another ticket. */
  move(row: MessageRow, ticketId: number, mergedBy: number[]): void {
    const versions = this.versions(row.ticketId, row.messageId)
    this.#versions.delete(`${row.ticketId} ${row.messageId}`)
    Object.assign(row, { ticketId, mergedBy, position: ++this.#lastPosition })
    if (versions.length > 0) this.#versions.set(`${ticketId} ${row.messageId}`, versions)
  }

  /** Removes a message, but not its files. */
  discard(messageId: number): void {
    this.#rows.delete(messageId)
  }

  remove({ messageId }: MessageRow): void {
    this.#rows.delete(messageId)
    for (const id of this.filesOf(messageId)) this.release(id)
  }

  /** Forgets the conversation of a ticket. */
  delete(ticketId: number): void {
    for (const { messageId } of this.list(ticketId)) this.#rows.delete(messageId)
    for (const [key, draft] of this.drafts) if (draft.ticketId === ticketId) this.drafts.delete(key)
  }

  place(attachmentId: number, file: PlacedFile): void {
    this.#files.set(attachmentId, file)
  }

  placeOf(attachmentId: number): PlacedFile {
    return this.#files.get(attachmentId) ?? { isInternal: false, messageId: null }
  }

  isInternal(attachmentId: number): boolean {
    return this.placeOf(attachmentId).isInternal
  }

  /** Takes a file off its message. */
  release(attachmentId: number): void {
    this.place(attachmentId, { ...this.placeOf(attachmentId), messageId: null })
  }

  /** The ids of the files of a message. */
  filesOf(messageId: number): number[] {
    return [...this.#files].filter(([, file]) => file.messageId === messageId).map(([id]) => id)
  }
}

/** A message with its version. */
export type VersionedMessage = Versioned<Message>
