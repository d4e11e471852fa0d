import { ACCESS, type FileParts, type Operation, operations } from '../src/index.ts'
import { downloadResponses } from './openapi-downloads.ts'
import { failures } from './openapi-failures.ts'
import {
  ETAG,
  IDEMPOTENCY_KEY,
  IDEMPOTENCY_REPLAYED,
  IF_NONE_MATCH,
  IF_RANGE,
  LOCATION,
  RANGE,
  TICKET_TOKEN,
} from './openapi-headers.ts'
import { exampleOf, jsonSchemaOf, parameterOf } from './openapi-schemas.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- an OpenAPI document has no useful static type
type Json = Record<string, any>

/** Adds the operations with files, which RPC does not have. */
export function addFileOperations(document: Json, descriptionOf: (operation: Operation) => string): void {
  for (const operation of operations.filter(({ isRpc }) => !isRpc)) {
    const { method, path, tags, summary } = operation.meta.openapi
    const methods = (document['paths'][path] ??= {})
    methods[method.toLowerCase()] = {
      operationId: operation.path.replaceAll('.', '-'),
      tags,
      summary,
      description: descriptionOf(operation),
      security: ACCESS[operation.path].guest === 'none' ? [{ bearer: [] }] : [{}, { bearer: [] }],
      parameters: parameters(document, operation),
      ...bodyOf(document, operation),
      responses: sortedByStatus({ ...successResponses(document, operation), ...failures(operation) }),
    }
  }
}

function bodyOf(document: Json, { input, meta }: Operation): Json {
  const { openapi, files } = meta
  if (openapi.method !== 'POST' || openapi.path.includes('{')) return {}
  const content = files
    ? { 'multipart/form-data': { schema: formSchema(document, input, files), example: formExample(input, files) } }
    : { 'application/json': { schema: jsonSchemaOf(document, input), example: exampleOf(input) } }
  return { requestBody: { required: true, content } }
}

/** The fields and the files of the form in one object schema, because generators do not merge several. */
function formSchema(document: Json, input: Operation['input'], { name, min, max }: FileParts): Json {
  const { $ref, ...own } = jsonSchemaOf(document, input)
  const schema = $ref ? document['components'].schemas[$ref.replace('#/components/schemas/', '')] : own
  const { examples: _, ...fields } = schema as Json
  const file = { type: 'string', format: 'binary' }
  const description = 'The file. Its type is detected from its bytes.'
  const files = max === 1 ? { ...file, description } : { type: 'array', description, items: file, maxItems: max }
  return {
    ...fields,
    description: 'Fields and files, in any order.',
    properties: { ...fields['properties'], [name]: files },
    required: [...(fields['required'] ?? []), ...(min > 0 ? [name] : [])],
  }
}

/** An example form with a text file, sent under a name such as `question.txt`. */
function formExample(input: Operation['input'], { name, max }: FileParts): Json {
  const bytes = 'How do I change my booking?'
  return { ...exampleOf(input), [name]: max === 1 ? bytes : [bytes] }
}

function parameters(document: Json, { input, type, meta }: Operation): Json[] {
  const { path } = meta.openapi
  const { properties = {}, required = [] } = jsonSchemaOf(document, input)
  const own = Object.entries(properties).map(([name, schema]) => {
    const isInPath = path.includes(`{${name}}`)
    return parameterOf({ in: isInPath ? 'path' : 'query', name, required: required.includes(name), schema })
  })
  if (type === 'query') return [...own, RANGE, IF_RANGE, IF_NONE_MATCH]
  return [...own.filter((parameter) => parameter['in'] === 'path'), IDEMPOTENCY_KEY]
}

function successResponses(document: Json, operation: Operation): Json {
  if (operation.type === 'query') return downloadResponses(operation)
  const { status, description, isFleeting, locationOf } = operation.meta.success
  const content = { 'application/json': { schema: jsonSchemaOf(document, operation.output) } }
  const headers = {
    ...(!isFleeting && { ETag: ETAG, 'Idempotency-Replayed': IDEMPOTENCY_REPLAYED }),
    ...(locationOf && { Location: LOCATION }),
    ...(operation.meta.success.hasTicketToken && { 'Ticket-Token': TICKET_TOKEN }),
  }
  return { [status]: { description, headers, content } }
}

function sortedByStatus(responses: Json): Json {
  return Object.fromEntries(Object.entries(responses).toSorted(([a], [b]) => Number(a) - Number(b)))
}
