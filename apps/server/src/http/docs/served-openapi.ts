import openApiDocument from '@kinconecta/support-contracts/openapi.json' with { type: 'json' }

const OPEN_TO_ALL = '**This server is open: authentication is not configured, and every caller may do everything.**'

// oxlint-disable-next-line typescript/no-explicit-any -- an OpenAPI document with a known structure
type Json = Record<string, any>

/**
 * Returns the contract's OpenAPI document as JSON, with the path prefix of this server. If the server is open, the
 * document says so and has no security schemes.
 */
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
