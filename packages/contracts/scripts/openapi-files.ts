import { z } from 'zod'
import { ACCESS, type FileOperation, type FileParts, fileOperations } from '../src/index.ts'
import { failures } from './openapi-failures.ts'
import { ETAG, IDEMPOTENCY_KEY, IF_NONE_MATCH, LOCATION } from './openapi-headers.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- an OpenAPI document, walked by paths known from its making
type Json = Record<string, any>

const BYTES = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }
const RANGE = {
  in: 'header',
  name: 'Range',
  description: 'One part of the file, like `bytes=0-1023`. Several at once are answered with the whole file.',
  schema: { type: 'string' },
}

/** Adds the operations on files: a second kind of body where JSON is taken already, else an address of their own. */
export function addFileOperations(document: Json, whoMayCall: (operation: FileOperation) => string): void {
  for (const operation of Object.values(fileOperations)) {
    const { method, path, tags, summary } = operation.meta.openapi
    const methods = (document['paths'][path] ??= {})
    const item = (methods[method.toLowerCase()] ??= {
      operationId: operation.path.replace('.', '-'),
      tags,
      summary,
      description: whoMayCall(operation),
      security: ACCESS[operation.path].guest === 'none' ? [{ bearer: [] }] : [{}, { bearer: [] }],
      parameters: parameters(operation),
      ...bodyOf(document, operation),
      responses: given(document, operation),
    })
    if (operation.files) {
      item.requestBody.content['multipart/form-data'] = { schema: form(document, operation, operation.files) }
    }
    item.responses = inOrder({ ...item.responses, ...united(item.responses, failures(operation)) })
  }
}

/** As JSON; what takes files stands at an address that has a body already. */
function bodyOf(document: Json, { input, meta }: FileOperation): Json {
  if (meta.openapi.method !== 'POST' || meta.openapi.path.includes('{')) return {}
  return { requestBody: { required: true, content: { 'application/json': { schema: named(document, input) } } } }
}

/** A reference to the schema, which becomes a component. */
function named(document: Json, schema: z.ZodType): Json {
  const id = schema.meta()!.id!
  document['components'].schemas[id] ??= withoutIds(schema)
  return { $ref: `#/components/schemas/${id}` }
}

/** The members of the form, as JSON has them, and behind them the files. */
function form(document: Json, { input }: FileOperation, { name, min, max }: FileParts): Json {
  const file = { type: 'string', format: 'binary' }
  const files = max === 1 ? file : { type: 'array', items: file, maxItems: max }
  const ofFiles = { type: 'object', properties: { [name]: files }, required: min > 0 ? [name] : [] }
  return {
    description: 'The members stand before the files.',
    allOf: [named(document, input), ofFiles],
  }
}

function parameters({ input, type, meta }: FileOperation): Json[] {
  const { path } = meta.openapi
  const { properties = {} } = withoutIds(input)
  const own = Object.entries(properties).map(([name, schema]) => {
    const isInPath = path.includes(`{${name}}`)
    return { in: isInPath ? 'path' : 'query', name, required: isInPath, schema }
  })
  if (type === 'mutation') return [...own.filter((parameter) => parameter.in === 'path'), IDEMPOTENCY_KEY]
  return [...own, RANGE, IF_NONE_MATCH]
}

function given(document: Json, { type, meta, output }: FileOperation): Json {
  const { status, description, isFleeting, locationOf } = meta.success
  if (type === 'mutation') {
    const content = { 'application/json': { schema: named(document, output) } }
    const headers = { ...(!isFleeting && { ETag: ETAG }), ...(locationOf && { Location: LOCATION }) }
    return { [status]: { description, headers, content } }
  }
  return {
    200: { description, headers: { ETag: ETAG_OF_BYTES }, content: BYTES },
    206: { description: 'The part that `Range` asked for.', headers: { ETag: ETAG_OF_BYTES }, content: BYTES },
    304: { description: 'The bytes are those of `If-None-Match`.' },
  }
}

const ETAG_OF_BYTES = { ...ETAG, description: 'A strong entity tag, the same for the same bytes.' }

/** One description for a status that both kinds of body can get. */
function united(known: Json, added: Json): Json {
  const both = Object.entries(added).map(([status, response]) => {
    const sentences = String(known[status]?.description ?? '').match(/`\w+`: [^.]+\./g) ?? []
    const more = String((response as Json)['description']).match(/`\w+`: [^.]+\./g) ?? []
    return [status, { ...(response as Json), description: [...new Set([...sentences, ...more])].join(' ') }]
  })
  return Object.fromEntries(both) as Json
}

function inOrder(responses: Json): Json {
  return Object.fromEntries(Object.entries(responses).toSorted(([a], [b]) => Number(a) - Number(b)))
}

/** Without the metadata, whose ids would put every type behind a $ref. */
function withoutIds(schema: z.ZodType): { properties?: Record<string, Json>; required?: string[] } {
  return z.toJSONSchema(schema, { io: 'input', metadata: z.registry() }) as ReturnType<typeof withoutIds>
}
