import { z } from 'zod'
import { Id, Ref, VersionedRef } from '../core/ids.ts'
import { PageRequest } from '../core/pages.ts'
import { text } from '../core/text.ts'
import { Timestamp } from '../core/timestamps.ts'
import { MessageBody } from '../messages/message.ts'
import { AgentId } from './desk-fields.ts'
import { DeskMessage, MessageKind } from './desk-message.ts'
import { DeskTicket } from './desk-ticket.ts'
import { MACRO_PLACEHOLDERS, placeholderProblem } from './macro-text.ts'
import { isEmptyChangeSet, TicketChangeSet } from './ticket-change-set.ts'

/** The maximum number of macros of one agent. */
export const MAX_MACROS = 200

/** The longest text of a macro, in characters. */
export const MAX_MACRO_LENGTH = 10_000

/** The message of a macro, with placeholders. */
export const MacroReply = z
  .object({
    kind: MessageKind,
    body: text(MAX_MACRO_LENGTH)
      .check((ctx) => {
        const message = placeholderProblem(ctx.value)
        if (message) ctx.issues.push({ code: 'custom', input: ctx.value, message })
      })
      .meta({
        description:
          `The text. These placeholders are replaced by values of the ticket and the caller: ` +
          `${MACRO_PLACEHOLDERS.map((name) => `\`{{${name}}}\``).join(', ')}. Others are refused.`,
      }),
  })
  .meta({ id: 'MacroReply' })
export type MacroReply = z.infer<typeof MacroReply>

const name = text(100).meta({ description: 'Name of the macro.' })
const IS_SHARED = 'Whether others may use the macro. Only its owner and admins can change it.'
const teamId = Id.nullable().meta({
  description: 'Of a shared macro: the team whose members see it; null for all staff.',
})
const reply = MacroReply.nullable().meta({ description: 'The message that the macro writes; null for none.' })

/** A saved reply with changes of the ticket. */
export const Macro = z
  .object({
    macroId: Id,
    ownerId: AgentId.meta({ description: 'The agent who created the macro.' }),
    name,
    isShared: z.boolean().meta({ description: IS_SHARED }),
    teamId,
    reply,
    changes: TicketChangeSet,
    createdAt: Timestamp,
  })
  .meta({ id: 'Macro' })
export type Macro = z.infer<typeof Macro>

const fields = {
  name,
  isShared: z
    .boolean()
    .meta({ description: `${IS_SHARED} Default: false.` })
    .optional(),
  teamId: teamId.optional(),
  reply: reply.optional(),
  changes: TicketChangeSet.optional(),
}

const example = {
  name: 'Refunded',
  isShared: true,
  reply: { kind: 'reply', body: 'Hello {{requester.firstName}}, we have refunded you. {{agent.name}}' },
  changes: { transition: { name: 'resolve', resolutionCode: 'SOLVED' }, tags: { add: ['refund'] } },
}

type MacroFields = z.infer<z.ZodObject<typeof fields>>

/** Refuses a macro that does nothing, and a team without sharing. */
function check({ value, issues }: z.core.ParsePayload<MacroFields>): void {
  const refuse = (field: string, message: string) =>
    void issues.push({ code: 'custom', path: [field], input: value, message })
  if (!value.reply && isEmptyChangeSet(value.changes ?? {})) refuse('reply', 'Must have a reply, changes or both')
  if (value.teamId && !value.isShared) refuse('teamId', 'Only a shared macro can have a team')
}

/** The input that creates a macro. */
export const MacroCreate = z
  .object(fields)
  .check(check)
  .meta({ id: 'MacroCreate', examples: [example] })
export type MacroCreate = z.infer<typeof MacroCreate>

/** The input that replaces a macro. Fields that are left out get their defaults. */
export const MacroUpdate = z
  .object({ ...VersionedRef.shape, ...fields })
  .check(check)
  .meta({ id: 'MacroUpdate', examples: [example] })
export type MacroUpdate = z.infer<typeof MacroUpdate>

/** A page of the macros that the caller sees. */
export const MacroQuery = z.object({ limit: PageRequest.shape.limit, cursor: PageRequest.shape.cursor })
export type MacroQuery = z.infer<typeof MacroQuery>

/** The macros whose uses to count. */
export const MacroUseQuery = z.object({
  macroIds: z
    .array(Id)
    .min(1)
    .max(MAX_MACROS)
    .meta({
      description:
        'The macros whose uses to count. Default: the first 200 that the caller sees. Unknown ones are left out.',
    })
    .optional(),
})
export type MacroUseQuery = z.infer<typeof MacroUseQuery>

/** How often macros were used. */
export const MacroUses = z
  .object({
    uses: z
      .array(
        z.object({
          macroId: Id,
          useCount: z.int().min(0).meta({ description: 'How often the macro was applied, by anyone.' }),
          lastUsedAt: Timestamp.nullable().meta({ description: 'When it was last applied; null if it was not.' }),
        }),
      )
      .meta({ description: 'One count for each macro.' }),
  })
  .meta({ id: 'MacroUses' })
export type MacroUses = z.infer<typeof MacroUses>

const macroId = Id.meta({ description: 'The macro.' })

/** A macro on a ticket. */
export const MacroOnTicket = z.object({ ...Ref.shape, macroId })
export type MacroOnTicket = z.infer<typeof MacroOnTicket>

/** What a macro would do with a ticket. */
export const MacroPreview = z
  .object({
    reply: z
      .object({ kind: MessageKind, body: z.string().meta({ description: 'The text with its values.' }) })
      .nullable()
      .meta({ description: 'The message that would be written; null for none.' }),
    before: DeskTicket.meta({ description: 'The ticket now.' }),
    after: DeskTicket.meta({ description: 'The ticket afterwards, with what the message would change.' }),
  })
  .meta({ id: 'MacroPreview' })
export type MacroPreview = z.infer<typeof MacroPreview>

/** The input that applies a macro to a ticket. */
export const MacroApply = z
  .object({
    ...VersionedRef.shape,
    macroId,
    body: MessageBody.meta({ description: 'Replaces the text of the reply, for a text that was edited.' }).optional(),
    sendAfterSeconds: z
      .int()
      .min(0)
      .max(60)
      .meta({
        description:
          'After how many seconds a public reply is sent. Until then it can be cancelled. The changes are made at once. ' +
          'Default: 0.',
      })
      .optional(),
  })
  .meta({ id: 'MacroApply', examples: [{ sendAfterSeconds: 10 }] })
export type MacroApply = z.infer<typeof MacroApply>

/** What a macro has done. */
export const AppliedMacro = z
  .object({
    ticket: DeskTicket.meta({ description: 'The ticket after the change.' }),
    message: DeskMessage.nullable().meta({ description: 'The message that was written; null for none.' }),
  })
  .meta({ id: 'AppliedMacro' })
export type AppliedMacro = z.infer<typeof AppliedMacro>
