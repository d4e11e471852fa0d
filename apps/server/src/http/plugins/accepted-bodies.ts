import { operations } from '@kinconecta/support-contracts'
import type { FastifyInstance, FastifyReply } from 'fastify'

const JSON_TYPE = 'application/json'
const FORM_TYPE = 'multipart/form-data'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The media type that the route accepts, if it is neither JSON nor the one of its operation. */
    bodyType?: string
  }
  interface FastifyInstance {
    /** The media types that each route accepts, by URL pattern. */
    acceptedBodies: ReadonlyMap<string, ReadonlySet<string>>
  }
}

/** Collects the media types that the routes accept. Call it before the first route is registered. */
export function collectAcceptedBodies(app: FastifyInstance): void {
  const accepted = new Map<string, Set<string>>()
  app.decorate('acceptedBodies', accepted)
  app.addHook('onRoute', ({ url, method, config }) => {
    const methods = [method].flat()
    const acceptsBody = methods.length <= 2 && (methods.includes('POST') || methods.includes('PUT'))
    if (!acceptsBody) return // a route with more methods is the one that refuses all other methods
    const types = accepted.get(url) ?? new Set()
    accepted.set(url, types.add(config?.bodyType ?? (acceptsForm(config?.operation) ? FORM_TYPE : JSON_TYPE)))
  })
}

function acceptsForm(operation: string | undefined): boolean {
  return operations.some(({ path, kind }) => path === operation && kind === 'upload')
}

/** Sets the headers of a response with status 415 that list the accepted bodies, as RFC 9110 recommends. */
export function setAcceptedBodies(reply: FastifyReply): void {
  const types = acceptedBodies(reply).join(', ')
  reply.header('accept-encoding', 'identity')
  if (types === '') return
  reply.header('accept', types)
  if (reply.request.method === 'POST') reply.header('accept-post', types)
}

/** Returns the accepted bodies as a sentence. */
export function acceptedBodiesSentence(reply: FastifyReply): string {
  const types = acceptedBodies(reply)
  return types.length === 0 ? 'No body is accepted here' : `Send the body as ${types.join(' or ')}`
}

function acceptedBodies({ server, request }: FastifyReply): string[] {
  return [...(server.acceptedBodies.get(request.routeOptions.url ?? '') ?? [])]
}
