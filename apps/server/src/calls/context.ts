import { type Context, operations } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import { type AttachmentReads, attachmentReads } from '../attachments/attachments.repository.ts'
import { attachmentService } from '../attachments/attachments.service.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../database/tables.ts'
import { type TicketReads, ticketReads } from '../tickets/tickets.repository.ts'
import { ticketService } from '../tickets/tickets.service.ts'
import type { Call } from './call.ts'
import { change } from './change.ts'

const services = { tickets: ticketService, attachments: attachmentService }

type Resource = keyof typeof services
type Method = (input: unknown) => Promise<unknown>

// What the contract calls `tickets.get`, split once.
const methods = operations.map((operation) => {
  const [resource, verb] = operation.path.split('.') as [Resource, string]
  return { operation, resource, verb }
})

/**
 * Makes the context of one call: every operation of the contract, a query on the pool, a change in a transaction with
 * all that changes promise. An operation added to the contract is in here without being told.
 */
export function contextFactory(db: Kysely<Database>, clock: Clock): (call: Call) => Context {
  const reads = readsOn(db)
  return (call) => {
    const { requestId, actor } = call
    const context = { requestId, actor, tickets: {}, attachments: {} } as Context
    for (const { operation, resource, verb } of methods) {
      const method: Method = async (input) => {
        const ifVersions = conditionOf(call, input)
        const serve = (on: Kysely<Database>, its: TicketReads & AttachmentReads) =>
          methodOf(services[resource]({ db: on, clock, actor, ifVersions, ...its }), verb)(input)
        const output =
          operation.type === 'query'
            ? await serve(db, reads)
            : await change(db, operation, call, { input: withoutCondition(input), ifVersions }, (transaction) =>
                serve(transaction, readsOn(transaction)),
              )
        call.outcome.version = versionOf(output)
        return output
      }
      Object.assign(context[resource], { [verb]: method })
    }
    return context
  }
}

function readsOn(db: Kysely<Database>): TicketReads & AttachmentReads {
  return { ...ticketReads(db), ...attachmentReads(db) }
}

function methodOf(service: object, verb: string): Method {
  return (service as Record<string, Method>)[verb]!
}

/** REST sends the condition as `If-Match`, RPC as the member `ifVersion`. */
function conditionOf({ ifVersions }: Call, input: unknown): number[] | undefined {
  if (ifVersions) return ifVersions
  const { ifVersion } = (input ?? {}) as { ifVersion?: number }
  return ifVersion === undefined ? undefined : [ifVersion]
}

function withoutCondition(input: unknown): unknown {
  return typeof input === 'object' && input !== null ? { ...input, ifVersion: undefined } : input
}

/** A single object comes with its version, which the output schema then drops. */
function versionOf(output: unknown): number | undefined {
  return (output as { version?: number } | null)?.version
}
