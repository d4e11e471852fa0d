import type { Page } from '../core/pages.ts'
import type { Message, MessageCreate, MessageQuery, MessageSearch, MessageUpdate } from './message.ts'

/** Implemented by the server. Every method rejects with a SupportError that the operation declares. */
export interface MessageService {
  list(query: MessageQuery): Promise<Page<Message>>
  search(query: MessageSearch): Promise<Page<Message>>
  create(input: MessageCreate): Promise<Message>
  update(input: MessageUpdate): Promise<Message>
}
