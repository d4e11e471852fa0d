import { type Actor, type Context, type FileContent, type Operation, operations } from '@kinconecta/support-contracts'
import type { FastifyInstance } from 'fastify'
import type { FileLinks, LinkKind } from '../../files/file-links.ts'
import type { Call } from '../../operations/call.ts'
import { readCall } from '../shared/read-call.ts'
import { restInput } from '../shared/rest-input.ts'
import { sendFile } from './send-file.ts'

/** Registers the operations that return the bytes of a file. */
export function downloadRoutes(app: FastifyInstance, links: FileLinks, createContext: (call: Call) => Context): void {
  for (const operation of operations.filter(({ kind }) => kind === 'download')) {
    const readInput = restInput(operation)
    app.route({
      method: ['GET', 'HEAD'],
      url: operation.meta.openapi.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      config: { operation: operation.path },
      handler: async (request, reply) => {
        const input = readInput(request) as Record<string, unknown>
        const call = readCall(request, 'query', 'rest')
        const ctx = createContext({ ...call, actor: linkHolder(links, operation, input) ?? request.actor })
        const content = (await operation.run({ ctx, getRawInput: async () => input })) as FileContent
        return sendFile(request, reply, content)
      },
    })
  }
}

/** Returns the actor of a signed link, which replaces the caller; undefined without a link. Throws LINK_INVALID. */
function linkHolder(links: FileLinks, { path }: Operation, input: Record<string, unknown>): Actor | undefined {
  const { id, expires, signature, inline } = input
  if (typeof signature !== 'string') return undefined
  const kind: LinkKind = path === 'attachments.thumbnail' ? 'thumbnail' : inline === true ? 'inline' : 'attachment'
  links.check(Number(id), kind, Number(expires), signature)
  return { kind: 'link', id: `link:${String(id)}` }
}
