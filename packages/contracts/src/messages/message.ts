import { z } from 'zod'
import { Attachment } from '../attachments/attachment.ts'
import { Id, IfVersion, Ref } from '../core/ids.ts'
import { PageRequest } from '../core/pages.ts'
import { text } from '../core/text.ts'
import { Timestamp } from '../core/timestamps.ts'

/** The most messages of one ticket. */
export const MAX_MESSAGES = 2_000

/** For how long the author may edit a message, in minutes. */
export const EDITABLE_MINUTES = 15

/** The most texts that a message may have had. */
export const MAX_EDITS = 50

/** Who wrote a message: the requester, a person of the support team, or an API key. */
export const AuthorKind = z.enum(['requester', 'agent', 'service']).meta({
  id: 'AuthorKind',
  description: '`requester` is the person of the ticket, `agent` somebody of the support team, `service` an API key.',
})
export type AuthorKind = z.infer<typeof AuthorKind>

/** The author of a message. */
export const MessageAuthor = z
  .object({
    kind: AuthorKind,
    id: z.string().nullable().meta({ description: 'Id of the user, the agent or the API key; null for a guest.' }),
    name: z.string().nullable().meta({ description: 'Name to show; null if it is not known.' }),
  })
  .meta({ id: 'MessageAuthor', description: 'Who wrote the message.' })
export type MessageAuthor = z.infer<typeof MessageAuthor>

/** The fields of a message that requesters and staff see. */
export const messageFields = {
  messageId: z.int().min(0).meta({ description: 'Id of the message; 0 is the message with which the ticket began.' }),
  ticketId: Id.meta({
    description: 'The ticket of the message. After a reply to a ticket that is closed, it is the new ticket.',
  }),
  author: MessageAuthor,
  body: z.string().meta({ description: 'The text. Clients may render it as Markdown.' }),
  attachments: z.array(Attachment).meta({ description: 'The files of the message.' }),
  createdAt: Timestamp.meta({ description: 'When the message was sent.' }),
  editedAt: Timestamp.nullable().meta({ description: 'When the text was last edited; null if it was not.' }),
  followUpOf: Id.nullable().meta({
    description:
      'Of the first message of a ticket that continues a closed one: the closed ticket. Otherwise null. A reply of the ' +
      'requester to a ticket that is closed, or was resolved too long ago, creates such a ticket.',
  }),
}

/** A public message of a ticket. */
export const Message = z.object(messageFields).meta({ id: 'Message' })
export type Message = z.infer<typeof Message>

/** Which messages of a ticket to list. */
export const MessageQuery = z.object({ ...Ref.shape, ...PageRequest.shape })
export type MessageQuery = z.infer<typeof MessageQuery>

/** Searches messages for words. */
export const MessageSearch = z.object({
  q: z
    .string()
    .min(1)
    .max(500)
    .meta({
      description:
        'Words that the message must contain, with the same rules as the search of tickets: `"a phrase"`, `-excluded`, ' +
        'Spanish and English word forms. All must be in one message.',
    }),
  limit: PageRequest.shape.limit,
  cursor: PageRequest.shape.cursor,
})
export type MessageSearch = z.infer<typeof MessageSearch>

/** The text of a message. */
export const MessageBody = text(65_535).meta({ description: 'The text of the message.' })

/** The files of a new message. */
export const attachmentIds = z
  .array(Id)
  .max(10)
  .optional()
  .meta({ description: 'Ids of attachments of the ticket that are not on a message yet.' })

/** The input that adds a public message to a ticket. */
export const MessageCreate = z
  .object({ ...Ref.shape, body: MessageBody, attachmentIds })
  .meta({ id: 'MessageCreate', examples: [{ body: 'The page works again. Thank you!' }] })
export type MessageCreate = z.infer<typeof MessageCreate>

/** Identifies a message of a ticket that can be changed. The first message is changed with its ticket. */
export const MessageRef = z.object({ ...Ref.shape, messageId: Id.meta({ description: 'Id of the message.' }) })
export type MessageRef = z.infer<typeof MessageRef>

/** The input that changes the text of a message. */
export const MessageUpdate = z
  .object({ ...MessageRef.shape, ifVersion: IfVersion, body: MessageBody })
  .meta({ id: 'MessageUpdate', examples: [{ body: 'The page works again in Firefox. Thank you!' }] })
export type MessageUpdate = z.infer<typeof MessageUpdate>
