import { generateOpenApiDocument, type OpenAPIObject } from 'trpc-openapi'
import { type Access, ACCESS, type Operation, operations, Problem, supportRouter } from '../src/index.ts'
import { failures } from './openapi-failures.ts'
import { addFileOperations } from './openapi-files.ts'
import {
  DRY_RUN,
  DRY_RUN_EVENTS,
  ETAG,
  IDEMPOTENCY_KEY,
  IDEMPOTENCY_REPLAYED,
  IF_MATCH,
  IF_NONE_MATCH,
  LINK,
  LOCATION,
  TICKET_TOKEN,
  TOTAL_COUNT,
} from './openapi-headers.ts'
import { addStreamOperations } from './openapi-streams.ts'
import { exampleOf, parameterOf } from './openapi-schemas.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- an OpenAPI document has no useful static type
type Json = Record<string, any>

const TAGS = [
  { name: 'Support tickets', description: 'Requests of tourists, guides and guests to the support team.' },
  { name: 'Messages', description: 'What the requester and the support team write to each other.' },
  { name: 'Satisfaction', description: 'What requesters think of how their tickets were resolved.' },
  { name: 'Support ticket attachments', description: 'Files that belong to a ticket.' },
  { name: 'Desk', description: 'The tickets as staff see them, and what only staff can do.' },
  { name: 'Events', description: 'The log of all changes, in order.' },
  { name: 'Webhooks', description: 'URLs to which the service sends events.' },
]

const BEARER = {
  type: 'http',
  scheme: 'bearer',
  description:
    'A JWT of the marketplace, an API key of this service (`kin_…`), or the access token of a ticket (`kint_…`).',
}

/**
 * Returns the OpenAPI 3.1 document of the REST API. trpc-openapi generates it; this function corrects what trpc-openapi
 * does not know: statuses, headers, access, lists as bare arrays, and the Problem body.
 */
export function openApiDocument(version: string): OpenAPIObject {
  const document = generateOpenApiDocument(supportRouter, {
    title: 'Kin Support',
    description:
      'Support tickets and their attachments for Kin Conecta. Every response has `X-Request-Id`, and ' +
      '`RateLimit-Policy` and `RateLimit` if calls are limited. Every path that supports GET also supports HEAD, except streams.',
    version,
    baseUrl: '/api',
    filter: ({ metadata }) => metadata['kind'] !== 'stream',
    license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    securitySchemes: {},
    defs: { Problem },
  }) as Json
  document['tags'] = TAGS
  document['components'].securitySchemes = { bearer: BEARER }
  for (const operation of operations.filter(({ isRpc, kind }) => isRpc && kind === 'json')) {
    const { method, path } = operation.meta.openapi
    const item = document['paths'][path][method.toLowerCase()]
    item.description = descriptionOf(operation)
    item.security = ACCESS[operation.path].guest === 'none' ? [{ bearer: [] }] : [{}, { bearer: [] }]
    item.parameters = parameters(operation, item.parameters ?? [])
    if (!hasBodyFields(item.requestBody)) delete item.requestBody
    nameBody(document, operation, item.requestBody)
    item.responses = { ...success(operation, item), ...failures(operation) }
  }
  addFileOperations(document, descriptionOf)
  addStreamOperations(document, descriptionOf)
  const schemas = document['components'].schemas as Json
  for (const name of Object.keys(schemas)) if (name.startsWith('error.')) delete schemas[name]
  return withoutClosedObjects(document) as OpenAPIObject
}

/** What the operation does, as far as its summary does not say it, and who may use it. */
function descriptionOf({ path, meta }: Operation): string {
  const { description } = meta.openapi
  const access = accessOf(path)
  return description === undefined ? access : `${description}\n\n${access}`
}

function accessOf(path: Operation['path']): string {
  const { service, link: _, ticketToken, ...kinds }: Access = ACCESS[path]
  const callers = Object.entries(kinds).map(
    ([kind, reach]) => `${kind === 'member' ? 'guide or tourist' : kind} ${reach}`,
  )
  const guests = ticketToken === 'none' ? '' : ', a guest with the access token of a ticket own'
  const keys = service === null ? ', API key none' : `, API key with the scope \`${service}\` all`
  return `Objects that each caller can reach: ${callers.join(', ')}${guests}${keys}.`
}

/** REST sends versions in headers, so `ifVersion` is not a parameter. */
function parameters(operation: Operation, generated: Json[]): Json[] {
  const isConditional = operation.meta.errors?.includes('PRECONDITION_FAILED')
  const own = generated.filter(({ name }) => name !== 'ifVersion').map(parameterOf)
  if (operation.meta.success.isSecret) return [...own, DRY_RUN]
  if (operation.type === 'mutation') return [...own, IDEMPOTENCY_KEY, DRY_RUN, ...(isConditional ? [IF_MATCH] : [])]
  return operation.isList || operation.meta.success.isFleeting ? own : [...own, IF_NONE_MATCH]
}

/** Whether the body has fields. `ifVersion` is not one: REST sends it as `If-Match`. */
function hasBodyFields(body: Json | undefined): boolean {
  const properties = body?.['content']['application/json'].schema.properties ?? {}
  return Object.keys(properties).some((name) => name !== 'ifVersion')
}

/**
 * Moves the body's schema into a component named by the id of its zod schema, so that generated clients name the type.
 */
function nameBody(document: Json, { input }: Operation, body: Json | undefined): void {
  const id = input.meta()?.id
  if (!body || !id) return
  const content = body['content']['application/json']
  delete content.schema.properties.ifVersion
  document['components'].schemas[id] = content.schema
  content.example = exampleOf(input)
  content.schema = { $ref: `#/components/schemas/${id}` }
}

function success({ meta, type, isList }: Operation, { parameters: sent, responses }: Json): Json {
  const { status, description, locationOf, isFleeting, hasTicketToken } = meta.success
  const token = hasTicketToken && { 'Ticket-Token': TICKET_TOKEN }
  const replayed = type === 'mutation' && {
    ...(!meta.success.isSecret && !meta.success.isRepeatable && { 'Idempotency-Replayed': IDEMPOTENCY_REPLAYED }),
    'Dry-Run-Events': DRY_RUN_EVENTS,
  }
  if (status === 204) return { [status]: { description, headers: { ...replayed } } }
  const schema = responses[200]['content']['application/json'].schema
  const content = { 'application/json': { schema: isList ? schema.properties.items : schema } }
  if (isList) {
    const isCounted = sent.some(({ name }: Json) => name === 'count')
    const headers = { Link: LINK, ...(isCounted && { 'X-Total-Count': TOTAL_COUNT }) }
    return { [status]: { description, headers, content } }
  }
  const location = locationOf && { Location: LOCATION }
  if (isFleeting)
    return { [status]: { description, content, ...(replayed && { headers: { ...location, ...replayed } }) } }
  const headers = { ETag: ETAG, ...location, ...token, ...replayed }
  const unchanged = { description: 'The object still has the version in `If-None-Match`.', headers: { ETag: ETAG } }
  return { [status]: { description, headers, content }, ...(type === 'query' && { 304: unchanged }) }
}

/** Removes `additionalProperties: false`: responses can get new fields, and validating clients must accept them. */
function withoutClosedObjects(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, field) => (key === 'additionalProperties' && field === false ? undefined : field)),
  )
}
