import { z } from 'zod'
import { Ref, VersionedRef } from '../core/ids.ts'
import { pageOf } from '../core/pages.ts'
import { operation } from '../trpc.ts'
import {
  AppliedMacro,
  Macro,
  MacroApply,
  MacroCreate,
  MacroOnTicket,
  MacroPreview,
  MacroQuery,
  MacroUpdate,
  MacroUseQuery,
  MacroUses,
} from './macro.ts'

const tags = ['Desk']
const collection = '/desk/macros'
const item = '/desk/macros/{id}'
const onTicket = '/desk/tickets/{id}/macros/{macroId}'

/** The procedures of `desk.macros.*` that keep macros. */
const saved = {
  list: operation({
    openapi: { method: 'GET', path: collection, tags, summary: 'List the macros that the caller may use' },
    success: { status: 200, description: 'Macros, ascending by id.' },
    errors: ['CURSOR_INVALID', 'QUERY_TOO_EXPENSIVE'],
  })
    .input(MacroQuery.prefault({}))
    .output(pageOf(Macro))
    .query(({ ctx, input }) => ctx.desk.macros.list(input)),

  uses: operation({
    openapi: { method: 'GET', path: `${collection}/uses`, tags, summary: 'Count how often macros were used' },
    success: { status: 200, description: 'The counts, in the order of `macroIds`.', isFleeting: true },
    errors: ['QUERY_TOO_EXPENSIVE'],
  })
    .input(MacroUseQuery.prefault({}))
    .output(MacroUses)
    .query(({ ctx, input }) => ctx.desk.macros.uses(input)),

  get: operation({
    openapi: { method: 'GET', path: item, tags, summary: 'Get a macro' },
    success: { status: 200, description: 'The macro.' },
    errors: ['MACRO_NOT_FOUND'],
  })
    .input(Ref)
    .output(Macro)
    .query(({ ctx, input }) => ctx.desk.macros.get(input)),

  create: operation({
    openapi: { method: 'POST', path: collection, tags, summary: 'Save a macro' },
    success: { status: 201, description: 'The macro.', locationOf: 'macroId' },
    errors: ['MACRO_LIMIT_REACHED', 'TEAM_NOT_FOUND'],
    events: [],
  })
    .input(MacroCreate)
    .output(Macro)
    .mutation(({ ctx, input }) => ctx.desk.macros.create(input)),

  update: operation({
    openapi: { method: 'PUT', path: item, tags, summary: 'Replace a macro' },
    success: { status: 200, description: 'The updated macro.' },
    errors: ['MACRO_NOT_FOUND', 'PRECONDITION_FAILED', 'TEAM_NOT_FOUND'],
    events: [],
  })
    .input(MacroUpdate)
    .output(Macro)
    .mutation(({ ctx, input }) => ctx.desk.macros.update(input)),

  delete: operation({
    openapi: { method: 'DELETE', path: item, tags, summary: 'Delete a macro' },
    success: { status: 204, description: 'Deleted.' },
    errors: ['MACRO_NOT_FOUND', 'PRECONDITION_FAILED'],
    events: [],
  })
    .input(VersionedRef)
    .output(z.null())
    .mutation(({ ctx, input }) => ctx.desk.macros.delete(input)),
}

/** The procedures of `desk.macros.*`. */
export const deskMacros = {
  ...saved,

  preview: operation({
    openapi: { method: 'GET', path: `${onTicket}/preview`, tags, summary: 'Show what a macro would do with a ticket' },
    success: { status: 200, description: 'The message, and the ticket before and after.', isFleeting: true },
    errors: [
      'TICKET_NOT_FOUND',
      'MACRO_NOT_FOUND',
      'STATUS_CONFLICT',
      'AGENT_NOT_FOUND',
      'TEAM_NOT_FOUND',
      'MESSAGE_LIMIT_REACHED',
      'TAG_LIMIT_REACHED',
      'QUERY_TOO_EXPENSIVE', // so that its transactions use a part of the connections only
    ],
  })
    .input(MacroOnTicket)
    .output(MacroPreview)
    .query(({ ctx, input }) => ctx.desk.macros.preview(input)),

  apply: operation({
    openapi: { method: 'POST', path: `${onTicket}/apply`, tags, summary: 'Apply a macro to a ticket' },
    success: { status: 200, description: 'The ticket after the change, and the message.' },
    errors: [
      'TICKET_NOT_FOUND',
      'MACRO_NOT_FOUND',
      'PRECONDITION_FAILED',
      'STATUS_CONFLICT',
      'AGENT_NOT_FOUND',
      'TEAM_NOT_FOUND',
      'MESSAGE_LIMIT_REACHED',
      'TAG_LIMIT_REACHED',
    ],
    events: [
      'message.created',
      'note.created',
      'ticket.status_changed',
      'ticket.resolution_changed',
      'ticket.assigned',
      'ticket.priority_changed',
      'ticket.waiting_on_changed',
      'ticket.tags_changed',
      'ticket.snoozed',
    ],
  })
    .input(MacroApply)
    .output(AppliedMacro)
    .mutation(({ ctx, input }) => ctx.desk.macros.apply(input)),
}
