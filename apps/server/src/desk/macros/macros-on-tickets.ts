import { type AppliedMacro, callingAgent, type MacroService } from '@kinconecta/support-contracts'
import type { RecordChange, RecordedChange } from '../../events/change-record.ts'
import type { MessageDependencies } from '../../messages/message-dependencies.ts'
import { followChanges } from '../../service-levels/follow-changes.ts'
import { findAgent } from '../agents.repository.ts'
import { findDeskTicket } from '../desk-tickets.repository.ts'
import { viewFor } from '../desk-ticket-view.ts'
import { applyMacro } from './apply-macro.ts'
import { insertMacroUse } from './macro-uses.repository.ts'
import type { VersionedMacro } from './macros.repository.ts'

/** The operations that use a macro on a ticket. `get` returns a macro that the caller sees. */
export function macrosOnTickets(
  dependencies: MessageDependencies,
  get: (id: number) => Promise<VersionedMacro>,
): Pick<MacroService, 'preview' | 'apply'> {
  const { db, actor, clock } = dependencies
  const me = callingAgent(actor)
  const view = viewFor(actor)
  const agent = async () => ({ agentId: me, name: (await findAgent(db, me))?.name ?? null })
  return {
    // Applies the macro, and rolls it back.
    async preview({ id: ticketId, macroId }) {
      const use = { macro: await get(macroId), agent: await agent(), ticketId }
      const transaction = await db.startTransaction().execute()
      const changes: RecordedChange[] = []
      const record: RecordChange = (change, { userId }) =>
        void changes.push({ ...change, requesterId: userId } as unknown as RecordedChange)
      try {
        const tried = { ...dependencies, db: transaction, record, ifVersions: undefined }
        const { reply, before } = await applyMacro(tried, use)
        await followChanges(transaction, changes, clock())
        const after = (await findDeskTicket(transaction, ticketId, clock()))!
        return { reply, before: view(before), after: view(after) }
      } finally {
        await transaction.rollback().execute()
      }
    },

    async apply({ id: ticketId, macroId, body, sendAfterSeconds }) {
      const use = { macro: await get(macroId), agent: await agent(), ticketId, body, sendAfterSeconds }
      const { after, message } = await applyMacro(dependencies, use)
      await insertMacroUse(db, macroId, clock())
      // The version is that of the ticket.
      return { ticket: view(after), message, version: after.version } as AppliedMacro
    },
  }
}
