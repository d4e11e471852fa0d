import { ACCESS, type FileOperation, type FileParts, fileOperations } from '../src/index.ts'
import { bytesGiven } from './openapi-downloads.ts'
import { failures } from './openapi-failures.ts'
import {
  ETAG,
  IDEMPOTENCY_KEY,
  IDEMPOTENCY_REPLAYED,
  IF_NONE_MATCH,
  IF_RANGE,
  LOCATION,
  RANGE,
} from './openapi-headers.ts'
import { jsonSchemaOf, parameterOf } from './openapi-schemas.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- an OpenAPI document, walked by paths known from its making
type Json = Record<string, any>

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
      parameters: parameters(document, operation),
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
  return { requestBody: { required: true, content: { 'application/json': { schema: jsonSchemaOf(document, input) } } } }
}

/** The members of the form, as JSON has them, and behind them the files. */
function form(document: Json, { input }: FileOperation, { name, min, max }: FileParts): Json {
  const file = { type: 'string', format: 'binary' }
  const description = 'The bytes; what they are is found in them, and the end of the name has to agree.'
  const files = max === 1 ? { ...file, description } : { type: 'array', description, items: file, maxItems: max }
  const ofFiles = { type: 'object', properties: { [name]: files }, required: min > 0 ? [name] : [] }
  return {
    description: 'The members stand before the files.',
    allOf: [jsonSchemaOf(document, input), ofFiles],
  }
}

function parameters(document: Json, { input, type, meta }: FileOperation): Json[] {
  const { path } = meta.openapi
  const { properties = {} } = jsonSchemaOf(document, input)
  const own = Object.entries(properties).map(([name, schema]) => {
    const isInPath = path.includes(`{${name}}`)
    return parameterOf({ in: isInPath ? 'path' : 'query', name, required: isInPath, schema })
  })
  if (type === 'query') return [...own, RANGE, IF_RANGE, IF_NONE_MATCH]
  return [...own.filter((parameter) => parameter['in'] === 'path'), IDEMPOTENCY_KEY]
}

function given(document: Json, operation: FileOperation): Json {
  if (operation.type === 'query') return bytesGiven(operation)
  const { status, description, isFleeting, locationOf } = operation.meta.success
  const content = { 'application/json': { schema: jsonSchemaOf(document, operation.output) } }
  const headers = {
    ...(!isFleeting && { ETag: ETAG, 'Idempotency-Replayed': IDEMPOTENCY_REPLAYED }),
    ...(locationOf && { Location: LOCATION }),
  }
  return { [status]: { description, headers, content } }
}

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
