import { type Context, type Operation, operations } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import { attachmentReads } from '../attachments/attachments.repository.ts'
import { attachmentService } from '../attachments/attachments.service.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/tables.ts'
import type { Files } from '../files/files.ts'
import { ticketReads } from '../tickets/tickets.repository.ts'
import { ticketService } from '../tickets/tickets.service.ts'
import type { Call } from './call.ts'
import { change } from './change.ts'
import type { ServiceDependencies, SharedStatements } from './service-dependencies.ts'
import { Written } from './written.ts'

const services = { tickets: ticketService, attachments: attachmentService }

type Resource = keyof typeof services
type Method = (input: unknown) => Promise<unknown>
type Serve = (operation: Operation, call: Call, input: unknown) => Promise<unknown>

/**
 * Makes the context of one call: every operation of the contract, a query on the pool, a change in a transaction with
 * all that changes promise. An operation added to the contract is in here without being told.
 */
export function contextFactory(db: Kysely<Database>, clock: Clock, files: Files): (call: Call) => Context {
  const serve = server(db, clock, files)
  const Tickets = resourceOf('tickets', serve)
  const Attachments = resourceOf('attachments', serve)
  return (call) => {
    const { requestId, actor } = call
    return { requestId, actor, tickets: new Tickets(call), attachments: new Attachments(call) } as unknown as Context
  }
}

/** The operations of a resource as methods. They are made once, and each call has an object of its own for them. */
function resourceOf(resource: Resource, serve: Serve): new (call: Call) => object {
  class OfCall {
    readonly call: Call
    constructor(call: Call) {
      this.call = call
    }
  }
  for (const operation of operations.filter(({ path }) => path.startsWith(`${resource}.`))) {
    const method = function (this: OfCall, input: unknown) {
      return serve(operation, this.call, input)
    }
    Object.assign(OfCall.prototype, { [verbOf(operation)]: method })
  }
  return OfCall
}

function server(db: Kysely<Database>, clock: Clock, files: Files): Serve {
  const statementsOn = sharedStatements()
  return async (operation, call, input) => {
    const ifVersions = conditionOf(call, input)
    const { actor } = call
    const work = (on: Kysely<Database>) =>
      methodOf(operation, { db: on, clock, actor, files, ifVersions, ...statementsOn(on) })(input)
    const output =
      operation.type === 'query'
        ? await work(db)
        : await change(db, operation, call, { input: withoutCondition(input), ifVersions }, work)
    call.outcome.version = versionOf(output)
    if (operation.meta.success.status === 204) files.afterDeletion()
    return output instanceof Written && !call.takesWritten ? output.read() : output
  }
}

/** The same for everyone who works on the same pool, or in the same transaction. */
function sharedStatements(): (db: Kysely<Database>) => SharedStatements {
  const known = new WeakMap<Kysely<Database>, SharedStatements>()
  return (db) => {
    const statements = known.get(db) ?? { ...ticketReads(db), ...attachmentReads(db) }
    known.set(db, statements)
    return statements
  }
}

function methodOf(operation: Operation, dependencies: ServiceDependencies): Method {
  const [resource] = operation.path.split('.') as [Resource]
  const service: object = services[resource](dependencies)
  return (service as Record<string, Method>)[verbOf(operation)]!
}

function verbOf({ path }: Operation): string {
  return path.slice(path.indexOf('.') + 1)
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
