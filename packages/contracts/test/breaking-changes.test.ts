import { expect, it } from 'vitest'
import { breakingChanges } from '../scripts/breaking-changes.ts'
import { openApiDocument } from '../scripts/openapi-document.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- an OpenAPI document, walked by paths known from its making
type Json = Record<string, any>

const released = JSON.parse(JSON.stringify(openApiDocument('1.0.0'))) as Json

/** What breaks where the released document is changed like this. */
function changesOf(change: (document: Json) => void): string[] {
  const document = structuredClone(released)
  change(document)
  return breakingChanges(released, document)
}

const schemaOf = (document: Json, name: string) => document['components'].schemas[name] as Json

it.each<[string, (document: Json) => void, string]>([
  [
    'an operation is gone',
    ({ paths }) => delete paths['/support_tickets/{id}'].get,
    'GET /support_tickets/{id}: is gone',
  ],
  ['an address is gone', ({ paths }) => delete paths['/support_tickets/{id}'], 'PUT /support_tickets/{id}: is gone'],
  [
    'a field is required',
    (document) => schemaOf(document, 'SupportTicketCreate')['required'].push('category'),
    'POST /support_tickets requestBody.content.application/json.schema.required.4: "category" is new',
  ],
  [
    'a field of an answer is gone',
    (document) => delete schemaOf(document, 'SupportTicket')['properties'].email,
    'GET /support_tickets/{id} responses.200.content.application/json.schema.properties.email: is gone',
  ],
  [
    'a value is no longer taken',
    (document) => schemaOf(document, 'TicketStatus')['enum'].pop(),
    'PUT /support_tickets/{id} requestBody.content.application/json.schema.properties.status.enum.3: is gone',
  ],
  [
    'a text must be shorter',
    (document) => (schemaOf(document, 'SupportTicketCreate')['properties'].subject.maxLength = 10),
    'POST /support_tickets requestBody.content.application/json.schema.properties.subject.maxLength: was 180, is 10',
  ],
  [
    'a filter is gone',
    ({ paths }) => paths['/support_tickets'].get.parameters.splice(3, 1),
    'GET /support_tickets parameters.3: is gone',
  ],
])('says what breaks where %s', (_, change, sentence) => {
  expect(changesOf(change)).toContain(sentence)
})

it.each<[string, (document: Json) => void]>([
  ['nothing changes', () => undefined],
  ['a field is new', (document) => (schemaOf(document, 'SupportTicket')['properties'].priority = { type: 'string' })],
  ['an optional field is taken', (document) => (schemaOf(document, 'SupportTicketCreate')['properties'].x = {})],
  ['an error code is new', (document) => schemaOf(document, 'ErrorCode')['enum'].push('TOO_EXPENSIVE')],
  ['a failure no longer happens', ({ paths }) => delete paths['/support_tickets'].get.responses['503']],
  ['a description is another', (document) => (schemaOf(document, 'SupportTicket')['description'] = 'other')],
  ['an operation is new', ({ paths }) => (paths['/support_tickets/{id}/close'] = { post: { responses: {} } })],
])('finds nothing where %s', (_, change) => {
  expect(changesOf(change)).toEqual([])
})
