import { type Operation, operations } from '../src/index.ts'
import { failures } from './openapi-failures.ts'
import { LAST_EVENT_ID, STREAM_TICKET } from './openapi-headers.ts'
import { jsonSchemaOf, parameterOf } from './openapi-schemas.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- an OpenAPI document, walked by paths known from its making
type Json = Record<string, any>

/** Adds the operations that stream, which trpc-openapi leaves out. OpenAPI 3.1 describes their text, not their events. */
export function addStreamOperations(document: Json, whoMayCall: (operation: Operation) => string): void {
  for (const operation of operations.filter(({ kind }) => kind === 'stream')) {
    const { path, tags, summary } = operation.meta.openapi
    document['paths'][path] = {
      get: {
        operationId: operation.path.replace('.', '-'),
        tags,
        summary,
        description: `${whoMayCall(operation)} Each event has its position as \`id\`, its type as \`event\`, and as \`data\` the JSON of \`SupportEvent\`.`,
        security: [{}, { bearer: [] }],
        parameters: parameters(document, operation),
        responses: { ...given(operation), ...failures(operation) },
      },
    }
  }
}

/** The last event travels as a header, which a browser sends by itself. */
function parameters(document: Json, { input }: Operation): Json[] {
  const { lastEventId: _, ...properties } = jsonSchemaOf(document, input).properties as Json
  const own = Object.entries(properties).map(([name, schema]) =>
    parameterOf({ in: 'query', name, required: false, schema }),
  )
  return [...own, STREAM_TICKET, LAST_EVENT_ID]
}

function given({ meta }: Operation): Json {
  const { status, description, mediaType } = meta.success
  return { [status]: { description, content: { [mediaType!]: { schema: { type: 'string' } } } } }
}
