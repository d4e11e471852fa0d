import type { IncomingMessage } from 'node:http'
import { type Operation, operations, SupportError } from '@kinconecta/support-contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Call } from '../../operations/call.ts'
import type { RunUpload } from '../../operations/uploads.ts'
import type { Files } from '../../files/files.ts'
import { readCall, setResponseHeaders } from '../shared/read-call.ts'
import { unsupportedEncoding } from '../shared/unsupported-encoding.ts'
import { readBody } from '../shared/request-body.ts'
import { readForm } from './upload-form.ts'

const MIB = 1024 * 1024
const CHANGE_TIMEOUT_MS = 60_000 // for the change after the body has arrived; the change has its own timeouts

/** A constraint for routes that share an address: the media type of the body selects the route (form or JSON). */
export const byBody = {
  name: 'body',
  storage: () => {
    const handlers = new Map<string, never>()
    return {
      get: (body: string) => handlers.get(body) ?? null,
      set: (body: string, handler: never) => void handlers.set(body, handler),
    }
  },
  deriveConstraint: ({ headers }: IncomingMessage) => (isForm(headers) ? 'form' : 'other'),
  mustMatchWhenDerived: false,
}

/** Registers the operations that accept files as multipart/form-data. Their handlers read the body as it arrives. */
export function uploadRoutes(app: FastifyInstance, files: Files, runUpload: RunUpload): void {
  app.addContentTypeParser('multipart/form-data', (_request, _payload, done) => done(null))
  for (const operation of operations.filter(({ kind }) => kind === 'upload')) {
    const { openapi, sharedPath, files: parts } = operation.meta
    const handler = async (request: FastifyRequest, reply: FastifyReply) => {
      const call = readCall(request, 'mutation', 'rest')
      const output = await runUpload(operation, call, (receiver) => {
        refuseOtherBodies(request)
        refuseEncoded(request)
        refuseTooLong(request, parts!.max, files.limits.maxFileBytes)
        const contentType = request.headers['content-type'] ?? ''
        return readBody(request, files.bodyTimeouts, (body) => readForm(operation, contentType, body, receiver))
      })
      return sendCreated(operation, reply, output, call)
    }
    const config = { operation: operation.path, answerWithinMs: files.bodyTimeouts.totalMs + CHANGE_TIMEOUT_MS }
    app.post(openapi.path, { config, handler })
    if (sharedPath) app.post(sharedPath, { config, constraints: { body: 'form' }, handler })
  }
}

function refuseOtherBodies({ headers }: FastifyRequest): void {
  if (isForm(headers)) return
  throw new SupportError('UNSUPPORTED_MEDIA_TYPE', 'Send files as multipart/form-data')
}

function isForm(headers: IncomingMessage['headers']): boolean {
  return /^multipart\/form-data\b/i.test(headers['content-type'] ?? '')
}

/** Refuses a form that is too long by its Content-Length, before the body arrives. */
function refuseTooLong({ headers }: FastifyRequest, maxFiles: number, maxFileBytes: number): void {
  if (Number(headers['content-length'] ?? 0) <= maxFiles * maxFileBytes + MIB) return
  throw new SupportError(
    'FILE_TOO_LARGE',
    `A file has at most ${maxFileBytes} bytes, and a form has at most ${maxFiles} files`,
  )
}

function refuseEncoded(request: FastifyRequest): void {
  const unsupported = unsupportedEncoding(request)
  if (!unsupported) return
  throw new SupportError('UNSUPPORTED_MEDIA_TYPE', `${unsupported} is not supported; send the form without encoding`)
}

/** Sends the created object and its address as `Location`. */
export function sendCreated({ meta }: Operation, reply: FastifyReply, output: unknown, call: Call): FastifyReply {
  setResponseHeaders(reply, call)
  const { attachmentId, ticketId } = output as { ticketId: number; attachmentId?: number }
  const address =
    attachmentId === undefined ? `support_tickets/${ticketId}` : `support_ticket_attachments/${attachmentId}`
  return reply
    .code(meta.success.status)
    .header('location', `${reply.server.publicAddresses.prefix}/api/${address}`)
    .send(output)
}
