import { expect, it } from 'vitest'
import { breakingChanges } from '../scripts/breaking-changes.ts'
import { openApiDocument } from '../scripts/openapi-document.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- an OpenAPI document has no useful static type
type Json = Record<string, any>

const released = JSON.parse(JSON.stringify(openApiDocument('1.0.0'))) as Json

/** The breaking changes that this change of the released document makes. */
function changesOf(change: (document: Json) => void): string[] {
  const document = structuredClone(released)
  change(document)
  return breakingChanges(released, document)
}

const schemaOf = (document: Json, name: string) => document['components'].schemas[name] as Json

it.each<[string, (document: Json) => void, string]>([
  [
    'an operation is removed',
    ({ paths }) => delete paths['/support_tickets/{id}'].get,
    'GET /support_tickets/{id}: was removed',
  ],
  ['a path is removed', ({ paths }) => delete paths['/support_tickets/{id}'], 'PUT /support_tickets/{id}: was removed'],
  [
    'a field becomes required',
    (document) => schemaOf(document, 'SupportTicketCreate')['required'].push('category'),
    'POST /support_tickets requestBody.content.application/json.schema.required.4: "category" was added',
  ],
  [
    'a field of a response is removed',
    (document) => delete schemaOf(document, 'SupportTicket')['properties'].email,
    'GET /support_tickets/{id} responses.200.content.application/json.schema.properties.email: was removed',
  ],
  [
    'an enum value is removed',
    (document) => schemaOf(document, 'TicketStatus')['enum'].pop(),
    'PUT /support_tickets/{id} requestBody.content.application/json.schema.properties.status.enum.3: was removed',
  ],
  [
    'the maximum length of a text is reduced',
    (document) => (schemaOf(document, 'SupportTicketCreate')['properties'].subject.maxLength = 10),
    'POST /support_tickets requestBody.content.application/json.schema.properties.subject.maxLength: 180 became 10',
  ],
  [
    'a filter is removed',
    ({ paths }) => paths['/support_tickets'].get.parameters.splice(3, 1),
    'GET /support_tickets parameters.3: was removed',
  ],
])('reports a breaking change if %s', (_, change, sentence) => {
  expect(changesOf(change)).toContain(sentence)
})

it.each<[string, (document: Json) => void]>([
  ['nothing changes', () => undefined],
  ['a field is added', (document) => (schemaOf(document, 'SupportTicket')['properties'].priority = { type: 'string' })],
  ['an optional input field is added', (document) => (schemaOf(document, 'SupportTicketCreate')['properties'].x = {})],
  ['an error code is added', (document) => schemaOf(document, 'ErrorCode')['enum'].push('TOO_EXPENSIVE')],
  ['an error response is removed', ({ paths }) => delete paths['/support_tickets'].get.responses['503']],
  ['a description changes', (document) => (schemaOf(document, 'SupportTicket')['description'] = 'other')],
  ['an operation is added', ({ paths }) => (paths['/support_tickets/{id}/close'] = { post: { responses: {} } })],
])('reports nothing if %s', (_, change) => {
  expect(changesOf(change)).toEqual([])
})
