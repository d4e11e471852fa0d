import { z } from 'zod'
import { Id, IfVersion, Ref } from '../core/ids.ts'
import { PageRequest } from '../core/pages.ts'
import { text } from '../core/text.ts'
import { Timestamp } from '../core/timestamps.ts'
import { MessageKind } from './desk-message.ts'

/** A text that an agent has not sent yet. There is one for each ticket and kind. Nobody else sees it. */
export const Draft = z
  .object({
    ticketId: Id.meta({ description: 'The ticket of the draft.' }),
    kind: MessageKind,
    body: z.string().meta({ description: 'The text.' }),
    updatedAt: Timestamp.meta({ description: 'When the draft was last saved.' }),
  })
  .meta({ id: 'Draft' })
export type Draft = z.infer<typeof Draft>

/** Identifies the draft of the caller for a ticket. */
export const DraftRef = z.object({ ...Ref.shape, kind: MessageKind })
export type DraftRef = z.infer<typeof DraftRef>

/** The input that saves a draft. Without `ifVersion`, it replaces what is saved. */
export const DraftPut = z
  .object({ ...DraftRef.shape, ifVersion: IfVersion, body: text(65_535).meta({ description: 'The text.' }) })
  .meta({ id: 'DraftPut', examples: [{ body: 'We have corrected' }] })
export type DraftPut = z.infer<typeof DraftPut>

/** Identifies the draft to delete. */
export const VersionedDraftRef = DraftRef.extend({ ifVersion: IfVersion })
export type VersionedDraftRef = z.infer<typeof VersionedDraftRef>

/** Which of the caller's drafts to list. */
export const DraftQuery = z.object({ limit: PageRequest.shape.limit, cursor: PageRequest.shape.cursor })
export type DraftQuery = z.infer<typeof DraftQuery>
