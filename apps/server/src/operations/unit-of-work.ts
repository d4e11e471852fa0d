import {
  type Actor,
  authorize,
  type ChangeOf,
  type DeskTicket,
  EVENT_AUDIENCE,
  type Observe,
  type Operation,
} from '@kinconecta/support-contracts'
import type { Kysely } from 'kysely'
import type { RecordedChange, RecordChange } from '../events/change-record.ts'
import type { EventLog } from '../events/event-log.ts'
import { eventActorOf, insertEvents } from '../events/event-outbox.repository.ts'
import type { EventStreams, OpenedStream } from '../events/event-streams.ts'
import type { Files } from '../files/files.ts'
import type { StoredUpload } from '../files/receive-file.ts'
import type { Clock } from '../platform/clock.ts'
import { openServiceLevels, type ServiceLevels } from '../service-levels/active-levels.ts'
import type { TicketDue } from '../service-levels/follow-changes.ts'
import { isUrlSaved, refuseUrl } from '../webhooks/webhook-urls.ts'
import type { Webhooks } from '../webhooks/open-webhooks.ts'
import type { Pools } from '../platform/database/pools.ts'
import type { Database } from '../platform/database/tables.ts'
import type { TicketTokens } from '../platform/identity/ticket-tokens.ts'
import { scopeOf, seesInternal, type TicketScope } from '../platform/identity/ticket-scope.ts'
import type { Call } from './call.ts'
import { change } from './change.ts'
import { actorShare } from './fair-share.ts'
import { isRetry } from './is-retry.ts'
import { readList } from './list-queries.ts'
import { methodOf, readsOn } from './services.ts'

/** The dependencies of all operations. */
export interface OperationDependencies extends Pick<Pools, 'db' | 'lists' | 'callsPerCaller' | 'callsOfRequesters'> {
  clock: Clock
  files: Files
  eventLog: EventLog
  eventStreams: EventStreams
  webhooks: Pick<Webhooks, 'secrets' | 'guard' | 'changed'>
  ticketTokens: TicketTokens
  /** For how many days after its resolution a reply of the requester reopens a ticket. */
  reopenDays: number
  /** Called around every operation, for tracing and metrics. */
  observe?: Observe | undefined
}

// The fields of outputs that have a ticket as staff see it.
const TICKET_FIELDS = ['ticket', 'source', 'target'] as const

/** Runs one operation for one call, and returns its output. `signal` ends a stream. */
export type Serve = (operation: Operation, call: Call, input: unknown, signal?: AbortSignal) => Promise<unknown>

/**
 * Creates the unit of work of every operation. It reads the scope from the access table. A mutation runs in one
 * transaction with its idempotency key and its events, which the clocks of its tickets follow. The lists and the
 * mutations of one caller share a limited number of connections.
 */
export function unitOfWork(dependencies: OperationDependencies): Serve {
  const { db, lists, clock, files, eventLog, eventStreams, webhooks, ticketTokens, reopenDays } = dependencies
  const { callsPerCaller, callsOfRequesters } = dependencies
  const reads = readsOn(db)
  const serviceLevels = openServiceLevels()
  const inListShare = actorShare(callsPerCaller.lists, callsOfRequesters.lists)
  const inChangeShare = actorShare(callsPerCaller.changes, callsOfRequesters.changes)
  return async (operation, call, input, signal) => {
    const ifVersions = conditionOf(call, input)
    const { actor, received = [], outcome, breakOff } = call
    const scope = scopeOf(actor, authorize(actor, operation.path))
    const shared = {
      lists,
      clock,
      actor,
      scope,
      files,
      received,
      outcome,
      ifVersions,
      eventStreams,
      breakOff,
      webhookSecrets: webhooks.secrets,
      ticketTokens,
      reopenDays,
    }
    const work = (on: Kysely<Database>, record: RecordChange = refuseToRecord) =>
      methodOf(operation, { db: on, ...shared, record, ...(on === db ? reads : readsOn(on)) })(input, signal)
    const workWithEvents = async (transaction: Kysely<Database>) => {
      const changes: RecordedChange[] = []
      const result = await work(transaction, recorderOf(operation, changes))
      const due = await serviceLevels.follow(transaction, changes, clock())
      if (call.isDryRun) outcome.dryRunEvents = changes.filter(isVisibleIn(scope, changes)).map(withoutRequester)
      else if (changes.length > 0) await insertEvents(transaction, changes, eventActorOf(actor), clock())
      return withDue(result, due)
    }
    const run = async (): Promise<unknown> => {
      if (operation.type === 'mutation') {
        if (isUrlSaved(operation, input) && !(await isRetry(db, operation, call)))
          await refuseUrl(webhooks.guard, input)
        const content = { input: contentOf(operation, input, received), ifVersions }
        const changed = () => change(db, operation, call, content, workWithEvents)
        return inChangeShare(actor, () => (isExpensive(operation) ? readList(changed) : changed()))
      }
      return isExpensive(operation) ? inListShare(actor, () => readList(() => work(db))) : work(db)
    }
    const output = await run()
    if (operation.type === 'mutation' && !call.isDryRun) {
      eventLog.changed()
      changedBy(operation, webhooks, serviceLevels)
    }
    if (operation.type === 'subscription') outcome.position = (output as OpenedStream).position
    else outcome.version = versionOf(output)
    if (operation.meta.success.hasTicketToken && !call.isDryRun) {
      outcome.ticketToken = tokenOfNewTicket(actor, output as NewTicket, ticketTokens)
    }
    if (operation.meta.success.status === 204 && !call.isDryRun) files.afterDeletion()
    return output
  }
}

/** Lets this process look at once at what an operation has changed. */
function changedBy(
  { path }: Operation,
  webhooks: Pick<Webhooks, 'changed'>,
  serviceLevels: Pick<ServiceLevels, 'changed'>,
): void {
  if (path.startsWith('webhooks.')) webhooks.changed()
  if (path.startsWith('desk.policies.')) serviceLevels.changed()
}

/** Tickets as the desk shows them, with what their clocks show after the change. Other outputs are unchanged. */
function withDue(output: unknown, due: Map<number, TicketDue>): unknown {
  const fields = (output ?? {}) as Partial<DeskTicket> & Record<string, unknown>
  const { ticketId, nextTarget } = fields
  if (ticketId !== undefined && nextTarget !== undefined) return { ...fields, ...due.get(ticketId) }
  const names = TICKET_FIELDS.filter((name) => typeof fields[name] === 'object')
  if (names.length === 0) return output
  return { ...fields, ...Object.fromEntries(names.map((name) => [name, withDue(fields[name], due)])) }
}

/** Whether the operation reads lists or counts, which have connections and a timeout of their own. */
function isExpensive({ meta }: Operation): boolean {
  return meta.errors?.includes('QUERY_TOO_EXPENSIVE') ?? false
}

/** Collects the changes of a mutation in `changes`. Throws if the operation does not declare the type of the event. */
function recorderOf({ path, meta }: Operation, changes: RecordedChange[]): RecordChange {
  return (recorded, { userId }) => {
    if (!meta.events?.includes(recorded.type)) throw new Error(`${path} does not declare the event ${recorded.type}`)
    changes.push({ ...recorded, requesterId: userId } as RecordedChange)
  }
}

/**
 * A dry run tells a requester no events that only staff see, and the holder of a token none of other tickets, except one
 * that is created.
 */
function isVisibleIn(scope: TicketScope, changes: readonly RecordedChange[]): (change: RecordedChange) => boolean {
  const created = new Set(changes.filter(({ type }) => type === 'ticket.created').map(({ ticketId }) => ticketId))
  const isReached = (ticketId: number) =>
    scope.kind !== 'ticket' || ticketId === scope.ticketId || created.has(ticketId)
  return ({ type, ticketId }) => seesInternal(scope) || (EVENT_AUDIENCE[type] === 'requester' && isReached(ticketId))
}

function withoutRequester({ requesterId: _requesterId, ...recorded }: RecordedChange): ChangeOf {
  return recorded
}

function refuseToRecord(): never {
  throw new Error('Only mutations may record changes')
}

/** The versions that the object must have one of: `If-Match` over REST, the field `ifVersion` over RPC. */
function conditionOf({ ifVersions }: Call, input: unknown): number[] | undefined {
  if (ifVersions) return ifVersions
  const { ifVersion } = (input ?? {}) as { ifVersion?: number }
  return ifVersion === undefined ? undefined : [ifVersion]
}

/** The content that a retry must repeat: the fields, and the name, size and SHA-256 of each uploaded file. */
function contentOf({ kind }: Operation, input: unknown, received: StoredUpload[]): unknown {
  const fields = { ...(input as object), ifVersion: undefined }
  if (kind !== 'upload') return fields
  const files = received.map(({ sentName: name, sizeBytes, sha256 }) => ({
    name,
    sizeBytes,
    sha256: sha256.toString('hex'),
  }))
  return { ...fields, files }
}

/** The ticket that a call may have created. */
interface NewTicket {
  ticketId: number
  createdAt: string
  /** Of the first message of a ticket that continues a closed one. */
  followUpOf?: number | null
}

/** The token of the ticket that a guest created. It is derived, so that a replay has the same one. */
function tokenOfNewTicket(
  actor: Actor,
  { ticketId, createdAt, followUpOf = null }: NewTicket,
  tokens: TicketTokens,
): string | undefined {
  const isNew =
    actor.kind === 'guest' || (actor.kind === 'ticketToken' && followUpOf !== null && ticketId !== actor.ticketId)
  return isNew ? tokens.first(ticketId, createdAt) : undefined
}

/** The version of the object that the service returned. The output schema removes it later. */
function versionOf(output: unknown): number | undefined {
  return (output as { version?: number } | null)?.version
}
