import { type Context, type DirectUploadRef, operationAt } from '@kinconecta/support-contracts'
import type { FastifyInstance } from 'fastify'
import type { Files } from '../../files/files.ts'
import type { Call } from '../../operations/call.ts'
import type { RunUpload } from '../../operations/uploads.ts'
import { validated } from '../shared/invalid-input.ts'
import { readCall, setResponseHeaders } from '../shared/read-call.ts'
import { restInput } from '../shared/rest-input.ts'
import { sendCreated } from './upload-routes.ts'

// The service reads the whole file, which takes longer than a database query.
const COMPLETE_TIMEOUT_MS = 120_000

/** Registers the operations for files that callers upload directly to the storage. */
export function directUploadRoutes(
  app: FastifyInstance,
  files: Files,
  createContext: (call: Call) => Context,
  runUpload: RunUpload,
): void {
  const starting = operationAt('attachments.startUpload')
  const readStart = restInput(starting)
  app.post(starting.meta.openapi.path, { config: { operation: starting.path } }, async (request, reply) => {
    const call = readCall(request, 'mutation', 'rest')
    const output = await starting.run({ ctx: createContext(call), getRawInput: async () => readStart(request) })
    setResponseHeaders(reply, call)
    return reply.code(starting.meta.success.status).send(output)
  })

  const completing = operationAt('attachments.completeUpload')
  const url = completing.meta.openapi.path.replace('{uploadId}', ':uploadId')
  const options = { config: { operation: completing.path, answerWithinMs: COMPLETE_TIMEOUT_MS } }
  app.post(url, options, async (request, reply) => {
    const call = readCall(request, 'mutation', 'rest')
    const output = await runUpload(completing, call, async (receiver) => {
      const ref = validated(completing.input, request.params) as DirectUploadRef
      const file = await files.direct.arrived(call.actor, ref)
      if (file) receiver.add(file)
      return ref
    })
    await files.direct.clear(request.params as DirectUploadRef)
    return sendCreated(completing, reply, output, call)
  })
}
