import { apiKeyService } from './api-keys.ts'
import {
  type Agent,
  type Attachment,
  type AuthorKind,
  type Context,
  type ErrorCode,
  operations,
  SupportError,
  supportRouter,
  type SupportEvent,
  type Ticket,
} from '@kinconecta/support-contracts'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { ANYONE } from './caller.ts'
import { deskTicketService, requesterService } from './desk.ts'
import { agentService, tagService, teamService } from './desk-people-services.ts'
import { deskMessageService } from './desk-messages.ts'
import { bulkService, runBulks } from './bulk.ts'
import { macroService } from './macros.ts'
import { draftService } from './drafts.ts'
import { messageService, sendDueReplies } from './messages.ts'
import { attachmentService, type Contents, contentsOf, eventService, ticketService } from './services.ts'
import { answerStream, isStream } from './event-stream.ts'
import { wireTimestamp } from './timestamps.ts'
import { linkService } from './links.ts'
import { reportService } from './reports.ts'
import { deskSatisfactionService, satisfactionService } from './satisfaction.ts'
import { presenceService } from './presence.ts'
import { calendarService, policyService } from './service-levels.ts'
import { viewService } from './views.ts'
import { answerUpload, isUpload, upload } from './uploads.ts'

/** The initial state of a fake service. */
export interface FakeSupportOptions {
  tickets?: readonly Ticket[]
  attachments?: readonly Attachment[]
  /** Receives the messages to webhooks, in order and signed. Without it, none are sent. */
  receiveWebhook?: (request: Request) => Response | Promise<Response>
  /** The agents besides the caller, who is the agent `anyone`. */
  agents?: readonly Agent[]
  /** Returns the current time as ISO 8601. Default: the system clock. */
  now?: () => string
  /**
   * Who writes with `messages.create`: somebody of the support team, or the requester of the ticket.
   * @default 'agent'
   */
  writesAs?: 'agent' | 'requester'
}

/** A fake service in memory. */
export interface FakeSupport {
  /** Pass it to `createSupportClient`. */
  fetch: typeof globalThis.fetch
  /** Returns the current tickets, ascending by id. */
  tickets(): Ticket[]
  /** Returns the current attachments, ascending by id. */
  attachments(): Attachment[]
  /** Returns the events of all changes, in order. */
  events(): SupportEvent[]
  /** Resolves when `receiveWebhook` has received all messages so far. */
  webhooksSettled(): Promise<void>
  /** Refuses the next `times` calls (default: 1) with this code, to test error handling. */
  refuseNext(code: ErrorCode, times?: number): void
}

/**
 * Creates a fake service in memory, for tests of code that uses the client. It has the contract, input validation,
 * errors, versions, pages and idempotency keys of the real service, and lets the caller do everything. It supports RPC
 * and the upload forms that the client sends. It does not store the bytes of files. Bulk changes are made by the first
 * call after the time of their creation.
 * @example
 * const { fetch } = fakeSupport({ tickets: [makeTicket({ ticketId: 1523 })] })
 * const support = createSupportClient({ url: 'http://support.test', fetch })
 */
export function fakeSupport(options: FakeSupportOptions = {}): FakeSupport {
  const { tickets = [], attachments = [], agents = [], receiveWebhook, writesAs = 'agent' } = options
  const { now = () => new Date().toISOString() } = options
  const contents = contentsOf(tickets, attachments, [callerOf(now), ...agents], now, receiveWebhook)
  const outcomes = new Map<string, StoredOutcome>()
  const refusals: ErrorCode[] = []
  const serve = (call: Call) => contextOf(contents, now, writesAs, outcomes, refusals, call)
  const uploadInto = async (request: Request, call: Call) => {
    refuse()
    const output = await once(outcomes, new URL(request.url).pathname, call, null, () => upload(request, contents, now))
    call.version = (output as { version: number }).version
    return output
  }
  const refuse = () => {
    const refusal = refusals.shift()
    if (refusal) throw new SupportError(refusal)
  }
  return {
    fetch: async (input, init) => {
      const request = new Request(input, init)
      return isStream(request)
        ? answerStream(request, contents, new Headers({ 'x-request-id': crypto.randomUUID() }), refuse)
        : answer(request, serve, uploadInto)
    },
    tickets: () => contents.tickets.all(),
    attachments: () => contents.attachments.all(),
    events: () => {
      sendDueReplies(contents, now)
      runBulks(contents, now)
      return contents.log.all()
    },
    webhooksSettled: () => contents.webhooks.settled(),
    refuseNext: (code, times = 1) => void refusals.push(...Array.from({ length: times }, () => code)),
  }
}

function callerOf(now: () => string): Agent {
  const unknown = { name: null, email: null, isAway: false, isDisabled: false }
  return { agentId: ANYONE.id, ...unknown, role: ANYONE.kind, firstSeenAt: wireTimestamp(now()) }
}

interface Call {
  requestId: string
  idempotencyKey: string | null
  version?: number | undefined
  isReplayed?: boolean
}

interface StoredOutcome {
  content: string
  output: Promise<unknown>
}

function headersOf({ requestId, isReplayed }: Call, version: number | undefined): Headers {
  const headers = new Headers({ 'x-request-id': requestId })
  if (version !== undefined) headers.set('etag', `"${version}"`)
  if (isReplayed) headers.set('idempotency-replayed', 'true')
  return headers
}

async function answer(
  request: Request,
  serve: (call: Call) => Context,
  uploadInto: (request: Request, call: Call) => Promise<unknown>,
): Promise<Response> {
  request.signal.throwIfAborted()
  const call: Call = { requestId: crypto.randomUUID(), idempotencyKey: request.headers.get('idempotency-key') }
  if (isUpload(request))
    return answerUpload(
      () => uploadInto(request, call),
      () => headersOf(call, call.version),
    )
  const path = new URL(request.url).pathname
  return fetchRequestHandler({
    endpoint: path.slice(0, path.lastIndexOf('/')),
    req: request,
    router: supportRouter,
    createContext: () => serve(call),
    responseMeta({ info, errors: [error] }) {
      const version = error?.cause instanceof SupportError ? error.cause.version : call.version
      return { headers: headersOf(call, info?.isBatchCall ? undefined : version) }
    },
  })
}

type Method = (input: unknown, signal?: AbortSignal) => Promise<unknown>

/** Returns a method for every RPC operation that applies `refuseNext`, the idempotency key and the version. */
function contextOf(
  contents: Contents,
  now: () => string,
  writer: AuthorKind,
  outcomes: Map<string, StoredOutcome>,
  refusals: ErrorCode[],
  call: Call,
): Context {
  sendDueReplies(contents, now)
  runBulks(contents, now)
  const services = {
    tickets: ticketService(contents, now),
    attachments: attachmentService(contents, now),
    events: eventService(contents, now),
    messages: messageService(contents, now, writer),
    satisfaction: satisfactionService(contents, now),
    webhooks: contents.webhooks.service,
    apiKeys: apiKeyService(contents, now),
    desk: {
      tickets: deskTicketService(contents, now),
      agents: agentService(contents),
      teams: teamService(contents, now),
      tags: tagService(contents),
      requesters: requesterService(contents, now),
      views: viewService(contents, now),
      calendars: calendarService(contents.serviceLevels, now),
      policies: policyService(contents.serviceLevels, now),
      presence: presenceService(contents),
      messages: deskMessageService(contents, now),
      drafts: draftService(contents, now),
      bulk: bulkService(contents, now),
      macros: macroService(contents, now),
      reports: reportService(contents, now),
      satisfaction: deskSatisfactionService(contents, now),
      links: linkService(contents, now),
    },
  }
  const context = { requestId: call.requestId, actor: ANYONE }
  for (const { path, type } of operations.filter(({ isRpc }) => isRpc)) {
    const names = path.split('.')
    const verb = names.pop()!
    const work = resourceAt(services, names)[verb] as Method
    const method: Method = async (input, signal) => {
      const refusal = refusals.shift()
      if (refusal) throw new SupportError(refusal)
      const output = await (type === 'mutation' ? once(outcomes, path, call, input, work) : work(input, signal))
      call.version = (output as { version?: number } | null)?.version
      return output
    }
    resourceAt(context, names)[verb] = method
  }
  return context as unknown as Context
}

/** Returns the object at a path of names. Creates it if it does not exist. */
function resourceAt(root: object, names: readonly string[]): Record<string, unknown> {
  let at = root as Record<string, unknown>
  for (const name of names) at = (at[name] ??= {}) as Record<string, unknown>
  return at
}

/** Returns the first outcome again, including an error, if the key was used before. */
async function once(
  outcomes: Map<string, StoredOutcome>,
  path: string,
  call: Call,
  input: unknown,
  work: Method,
): Promise<unknown> {
  if (call.idempotencyKey === null) return work(input)
  const key = `${path} ${call.idempotencyKey}`
  const content = JSON.stringify(input)
  const first = outcomes.get(key)
  if (first && first.content !== content) throw new SupportError('IDEMPOTENCY_KEY_REUSED')
  if (first) call.isReplayed = true
  const outcome = first ?? { content, output: work(input) }
  outcomes.set(key, outcome)
  return outcome.output
}
