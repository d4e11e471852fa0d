import { authorize, type Context, type Observe, type Operation, operations } from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import { attachmentReads } from '../attachments/attachments.repository.ts'
import { attachmentService } from '../attachments/attachments.service.ts'
import type { Files } from '../files/files.ts'
import type { KeptFile } from '../files/receive-file.ts'
import { attachmentFileService, ticketFileService } from '../files/uploads.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/tables.ts'
import { scopeOf } from '../tickets/ticket-scope.ts'
import { ticketReads } from '../tickets/tickets.repository.ts'
import { ticketService } from '../tickets/tickets.service.ts'
import type { Call } from './call.ts'
import { change } from './change.ts'
import type { ServiceDependencies, SharedStatements } from './service-dependencies.ts'

/** What operations work with. */
export interface OperationDependencies {
  db: Kysely<Database>
  clock: Clock
  files: Files
  /** Runs around every operation. */
  observe?: Observe | undefined
}

const services = { tickets: ticketService, attachments: attachmentService }
const fileServices = { tickets: ticketFileService, attachments: attachmentFileService }

type Resource = keyof typeof services
type Method = (input: unknown) => Promise<unknown>
type Serve = (operation: Operation, call: Call, input: unknown) => Promise<unknown>

/**
 * Makes the context of one call: a method for every operation of the contract. A query runs on the pool, a mutation in a
 * transaction with everything that changes promise.
 */
export function contextFactory(dependencies: OperationDependencies): (call: Call) => Context {
  const serve = server(dependencies)
  const Tickets = resourceOf('tickets', serve)
  const Attachments = resourceOf('attachments', serve)
  return (call) => {
    const { requestId, actor } = call
    const resources = { tickets: new Tickets(call), attachments: new Attachments(call) }
    return { requestId, actor, observe: dependencies.observe, ...resources } as unknown as Context
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

/** The unit of work: scope from the access table, a transaction for a mutation, the version for the answer. */
function server({ db, clock, files }: OperationDependencies): Serve {
  const statementsOn = sharedStatements()
  return async (operation, call, input) => {
    const ifVersions = conditionOf(call, input)
    const { actor, received = [], outcome } = call
    const scope = scopeOf(actor, authorize(actor, operation.path))
    const work = (on: Kysely<Database>) =>
      methodOf(operation, { db: on, clock, actor, scope, files, received, outcome, ifVersions, ...statementsOn(on) })(
        input,
      )
    const output =
      operation.type === 'query'
        ? await work(db)
        : await change(
            db,
            operation,
            call,
            { input: contentOf(input, operation.kind === 'upload' ? received : undefined), ifVersions },
            work,
          )
    call.outcome.version = versionOf(output)
    if (operation.meta.success.status === 204) files.afterDeletion()
    return output
  }
}

/** The same for every call on the same pool, or in the same transaction. */
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
  const service: object = (operation.isRpc ? services : fileServices)[resource](dependencies)
  return (service as Record<string, Method>)[verbOf(operation)]!
}

function verbOf({ path }: Operation): string {
  return path.slice(path.indexOf('.') + 1)
}

/** REST sends the condition as `If-Match`, RPC as the field `ifVersion`. */
function conditionOf({ ifVersions }: Call, input: unknown): number[] | undefined {
  if (ifVersions) return ifVersions
  const { ifVersion } = (input ?? {}) as { ifVersion?: number }
  return ifVersion === undefined ? undefined : [ifVersion]
}

/** What makes two changes the same: the fields, and of each file its name, size and bytes. */
function contentOf(input: unknown, received: KeptFile[] | undefined): unknown {
  const files = received?.map(({ name, sizeBytes, sha256 }) => ({ name, sizeBytes, sha256: sha256.toString('hex') }))
  return { ...(input as object), ifVersion: undefined, files }
}

/** A single object comes with its version, which the output schema then drops. */
function versionOf(output: unknown): number | undefined {
  return (output as { version?: number } | null)?.version
}
