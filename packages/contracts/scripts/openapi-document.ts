import { generateOpenApiDocument, type OpenAPIObject } from 'trpc-openapi'
import { type ErrorCode, ERRORS, type Operation, operations, Problem, supportRouter } from '../src/index.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- an OpenAPI document, walked by paths known from its making
type Json = Record<string, any>

const PROBLEM = { $ref: '#/components/schemas/Problem' }
const ANY_OPERATION: ErrorCode[] = ['INVALID_INPUT', 'INTERNAL', 'DATABASE_UNAVAILABLE']
const OPERATION_WITH_BODY: ErrorCode[] = ['REQUEST_MALFORMED', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE']

/**
 * The OpenAPI 3.1 document of the REST surface: trpc-openapi's, with what it cannot know put right,
 * namely the true statuses and headers, lists as bare arrays, and the Problem body.
 */
export function openApiDocument(version: string): OpenAPIObject {
  const document = generateOpenApiDocument(supportRouter, {
    title: 'Kin Support',
    description: 'Support tickets and their attachments for Kin Conecta.',
    version,
    baseUrl: '/api',
    license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    securitySchemes: {},
    defs: { Problem },
  }) as Json
  document['tags'] = TAGS
  document['security'] = []
  for (const operation of operations) {
    const { method, path } = operation.meta.openapi
    const item = document['paths'][path][method.toLowerCase()]
    delete item.security
    nameBody(document, operation, item.requestBody)
    item.responses = { ...success(operation, item.responses[200]), ...failures(operation) }
  }
  const schemas = document['components'].schemas as Json
  for (const name of Object.keys(schemas)) if (name.startsWith('error.')) delete schemas[name]
  return withoutClosedObjects(document) as OpenAPIObject
}

/** Answers may gain members: a client that checks them must not refuse one it does not know. */
function withoutClosedObjects(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, member) => (key === 'additionalProperties' ? undefined : member)))
}

/** Gives the body's schema the name its zod schema has, so that generated clients name it too. */
function nameBody(document: Json, { input }: Operation, body: Json | undefined): void {
  const id = input.meta()?.id
  if (!body || !id) return
  const content = body['content']['application/json']
  document['components'].schemas[id] = content.schema
  content.schema = { $ref: `#/components/schemas/${id}` }
}

function success({ meta, isList }: Operation, generated: Json): Json {
  const { status, description, locationOf } = meta.success
  if (status === 204) return { [status]: { description } }
  const schema = generated['content']['application/json'].schema
  const content = { 'application/json': { schema: isList ? schema.properties.items : schema } }
  const headers = locationOf ? { Location: LOCATION } : isList ? { Link: LINK } : undefined
  return { [status]: { description, ...(headers && { headers }), content } }
}

const TAGS = [
  { name: 'Support tickets', description: 'What a tourist, a guide or a guest asks the support team.' },
  { name: 'Support ticket attachments', description: 'Files that belong to a ticket.' },
]

const LOCATION = {
  description: 'Address of the new object.',
  required: true,
  schema: { type: 'string', format: 'uri-reference' },
}

const LINK = {
  description: 'With `limit`, and only where there is a next page: its address, as `<…>; rel="next"`.',
  schema: { type: 'string' },
}

function failures({ meta }: Operation): Json {
  const codes = [...ANY_OPERATION, ...(hasBody(meta) ? OPERATION_WITH_BODY : []), ...(meta.errors ?? [])]
  const responses: Json = {}
  for (const status of new Set(codes.map((code) => ERRORS[code].status).toSorted((a, b) => a - b))) {
    const described = codes
      .filter((code) => ERRORS[code].status === status)
      .map((code) => `\`${code}\`: ${ERRORS[code].title}.`)
    responses[status] = {
      description: described.join(' '),
      content: { 'application/problem+json': { schema: PROBLEM } },
    }
  }
  return responses
}

function hasBody({ openapi }: Operation['meta']): boolean {
  return openapi.method === 'POST' || openapi.method === 'PUT'
}
