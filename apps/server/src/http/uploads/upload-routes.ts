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
const CHANGE_TIMEOUT_MS = 60_000 // behind the body there is a change, which has bounds of its own

/** Lets routes that take forms stand at the addresses of those that take JSON: the type of the body decides. */
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

/** The operations that take files, as multipart/form-data. The handler reads the body as it arrives. */
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
  throw new SupportError('UNSUPPORTED_MEDIA_TYPE', 'Files are taken as multipart/form-data')
}

function isForm(headers: IncomingMessage['headers']): boolean {
  return /^multipart\/form-data\b/i.test(headers['content-type'] ?? '')
}

/** What says itself that it is too long is not waited for. */
function refuseTooLong({ headers }: FastifyRequest, maxFiles: number, maxFileBytes: number): void {
  if (Number(headers['content-length'] ?? 0) <= maxFiles * maxFileBytes + MIB) return
  throw new SupportError(
    'FILE_TOO_LARGE',
    `A file may have at most ${maxFileBytes} bytes, and a form ${maxFiles} of them`,
  )
}

function refuseEncoded(request: FastifyRequest): void {
  const strange = unsupportedEncoding(request)
  if (strange) throw new SupportError('UNSUPPORTED_MEDIA_TYPE', `${strange} is not taken; send the form as it is`)
}

/** Answers with the new object. */
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
