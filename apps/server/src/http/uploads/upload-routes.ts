import type { IncomingMessage } from 'node:http'
import { authorize, type FileOperation, fileOperations, SupportError } from '@kinconecta/support-contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Call } from '../../operations/call.ts'
import type { Files } from '../../files/files.ts'
import type { KeptFile } from '../../files/receive-file.ts'
import type { Upload } from '../../files/uploads.ts'
import { readCall, setResponseHeaders } from '../read-call.ts'
import { strangeEncoding } from '../plugins/json-body.ts'
import { readBody } from './request-body.ts'
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
  deriveConstraint: ({ headers }: IncomingMessage) =>
    /^multipart\/form-data\b/i.test(headers['content-type'] ?? '') ? 'form' : 'other',
  mustMatchWhenDerived: false,
}

/** The operations that take files, as multipart/form-data. The body is read by the handler, as it arrives. */
export function uploadRoutes(app: FastifyInstance, files: Files): void {
  app.addContentTypeParser('multipart/form-data', (_request, _payload, done) => done(null))
  for (const path of ['tickets.createWithFiles', 'attachments.upload'] as const) {
    const operation = fileOperations[path]
    app.route({
      method: operation.meta.openapi.method,
      url: operation.meta.openapi.path,
      constraints: { body: 'form' },
      config: { operation: path, answerWithinMs: files.bodyTimeouts.totalMs + CHANGE_TIMEOUT_MS },
      handler: async (request, reply) => {
        authorize(request.actor, path)
        refuseEncoded(request)
        refuseTooLong(request, operation.files!.max, files.limits.maxFileBytes)
        const call = readCall(request, 'mutation', 'rest')
        const upload = files.uploads[path] as Upload<unknown>
        const { input, received } = await receive(request, operation, files, upload, call)
        const output = await files.save(upload, call, input, received)
        return sendCreated(operation, reply, output, call)
      },
    })
  }
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
  const strange = strangeEncoding(request)
  if (strange) throw new SupportError('UNSUPPORTED_MEDIA_TYPE', `${strange} is not taken; send the form as it is`)
}

async function receive<Input>(
  request: FastifyRequest,
  operation: FileOperation,
  files: Files,
  upload: Upload<Input>,
  call: Call,
): Promise<{ input: Input; received: KeptFile[] }> {
  const received: KeptFile[] = []
  const reader = {
    admit: (input: Input) => upload.admit(call, input),
    receive: async (name: string, bytes: AsyncIterable<Buffer>) => received.push(await files.receive(name, bytes)),
  }
  try {
    const { input } = await readBody(request, files.bodyTimeouts, (body) =>
      readForm(operation, request.headers['content-type']!, body, reader),
    )
    return { input, received }
  } catch (error) {
    await files.discard(received)
    throw error
  }
}

/** Answers with what was made, without the version that its ETag tells. */
export function sendCreated(
  { meta, output: schema }: FileOperation,
  reply: FastifyReply,
  output: unknown,
  call: Call,
): FastifyReply {
  call.outcome.version = (output as { version: number }).version
  setResponseHeaders(reply, call)
  const body = schema.parse(output) as { ticketId: number; attachmentId?: number }
  const { attachmentId, ticketId } = body
  const address =
    attachmentId === undefined ? `support_tickets/${ticketId}` : `support_ticket_attachments/${attachmentId}`
  return reply.code(meta.success.status).header('location', `/api/${address}`).send(body)
}
