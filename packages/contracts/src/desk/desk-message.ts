import { z } from 'zod'
import { IfVersion, Ref } from '../core/ids.ts'
import { PageRequest } from '../core/pages.ts'
import { Timestamp } from '../core/timestamps.ts'
import { attachmentIds, MessageBody, messageFields, MessageRef } from '../messages/message.ts'

/** Whether the requester sees a message. */
export const MessageKind = z
  .enum(['reply', 'note'])
  .meta({ id: 'MessageKind', description: 'A `reply` is public; a `note` is for staff only.' })
export type MessageKind = z.infer<typeof MessageKind>

/** A message as staff see it: also the notes, and the own replies that are not sent yet. */
export const DeskMessage = z
  .object({
    ...messageFields,
    kind: MessageKind,
    sendAt: Timestamp.nullable().meta({
      description: 'When the reply will be sent; null if it has been. Until then only its author sees it.',
    }),
    versionCount: z.int().min(0).meta({ description: 'The number of earlier texts.' }),
  })
  .meta({ id: 'DeskMessage' })
export type DeskMessage = z.infer<typeof DeskMessage>

/** The input that adds a reply or a note to a ticket. */
export const DeskMessageCreate = z
  .object({
    ...Ref.shape,
    kind: MessageKind,
    body: MessageBody,
    attachmentIds,
    sendAfterSeconds: z
      .int()
      .min(0)
      .max(60)
      .optional()
      .meta({ description: 'After how many seconds a reply is sent. Until then it can be cancelled. Default: 0.' }),
  })
  .refine(({ kind, sendAfterSeconds }) => kind === 'reply' || !sendAfterSeconds, {
    path: ['sendAfterSeconds'],
    error: 'Only a reply can be sent later',
  })
  .meta({
    id: 'DeskMessageCreate',
    examples: [{ kind: 'reply', body: 'We have corrected the page. Does it work?', sendAfterSeconds: 10 }],
  })
export type DeskMessageCreate = z.infer<typeof DeskMessageCreate>

/** The input that changes the text of a reply or a note. */
export const DeskMessageUpdate = z
  .object({ ...MessageRef.shape, ifVersion: IfVersion, body: MessageBody })
  .meta({ id: 'DeskMessageUpdate', examples: [{ body: 'We have corrected the page. Does it work now?' }] })
export type DeskMessageUpdate = z.infer<typeof DeskMessageUpdate>

/** Which earlier texts to list. */
export const MessageVersionQuery = z.object({
  ...Ref.shape,
  messageId: z.int().min(0).meta({ description: 'Id of the message; 0 for the first one.' }),
  ...PageRequest.shape,
})
export type MessageVersionQuery = z.infer<typeof MessageVersionQuery>

/** An earlier text of a message. */
export const MessageVersion = z
  .object({
    version: z.int().min(1).meta({ description: 'Number of the version, ascending.' }),
    body: z.string().meta({ description: 'The text as it was.' }),
    replacedAt: Timestamp.meta({ description: 'When it was replaced.' }),
  })
  .meta({ id: 'MessageVersion' })
export type MessageVersion = z.infer<typeof MessageVersion>
