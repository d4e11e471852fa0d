import openApiDocument from '@kinconecta/support-contracts/openapi.json' with { type: 'json' }

const OPEN_TO_ALL = '**This server is open: no identity is configured, and everyone who reaches it may do everything.**'

// oxlint-disable-next-line typescript/no-explicit-any -- an OpenAPI document, walked by paths known from its making
type Json = Record<string, any>

/** The contract's document as this server serves it: at its address, and without tokens where it asks for none. */
export function servedOpenApi(prefix: string, isOpen: boolean): string {
  const document: Json = structuredClone(openApiDocument)
  document['servers'] = [{ url: `${prefix}/api` }]
  if (isOpen) withoutTokens(document)
  return JSON.stringify(document)
}

function withoutTokens(document: Json): void {
  document['info'].description += ` ${OPEN_TO_ALL}`
  delete document['security']
  delete document['components'].securitySchemes
  for (const item of Object.values<Json>(document['paths'])) {
    for (const operation of Object.values<Json>(item)) delete operation['security']
  }
}
