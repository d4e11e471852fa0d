import { type Context, operations } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import { attachmentReads } from '../attachments/attachments.repository.ts'
import { attachmentService } from '../attachments/attachments.service.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../database/tables.ts'
import { ticketReads } from '../tickets/tickets.repository.ts'
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
  const reads = { ...ticketReads(db), ...attachmentReads(db) }
  return (call) => {
    const context = { requestId: call.requestId, actor: call.actor, tickets: {}, attachments: {} } as Context
    for (const { operation, resource, verb } of methods) {
      const method: Method = async (input) => {
        const ifVersions = conditionOf(call, input)
        const { actor } = call
        const output =
          operation.type === 'query'
            ? await methodOf(services[resource]({ db, clock, actor, ifVersions, ...reads }), verb)(input)
            : await change(db, operation, call, { input: withoutCondition(input), ifVersions }, (transaction) => {
                const fresh = { ...ticketReads(transaction), ...attachmentReads(transaction) }
                return methodOf(
                  services[resource]({ db: transaction, clock, actor, ifVersions, ...fresh }),
                  verb,
                )(input)
              })
        call.outcome.version = versionOf(output)
        return output
      }
      Object.assign(context[resource], { [verb]: method })
    }
    return context
  }
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
