import { authorize, type DirectUploadRef, fileOperations } from '@kinconecta/support-contracts'
import type { FastifyInstance } from 'fastify'
import type { Files } from '../../files/files.ts'
import { readCall, setResponseHeaders } from '../read-call.ts'
import { validated } from '../invalid-input.ts'
import { restInput } from '../rest/rest-input.ts'
import { sendCreated } from './upload-routes.ts'

// The service reads what has arrived, which takes longer than an answer from the database.
const COMPLETE_TIMEOUT_MS = 120_000

/** The operations of files that callers send to the store themselves. */
export function directUploadRoutes(app: FastifyInstance, files: Files): void {
  const { direct } = files
  const starting = fileOperations['attachments.startUpload']
  const readStart = restInput(starting)
  app.post(starting.meta.openapi.path, { config: { operation: starting.path } }, async (request, reply) => {
    authorize(request.actor, starting.path)
    const call = readCall(request, 'mutation', 'rest')
    const output = await direct.start(call, validated(starting.input, readStart(request)) as never)
    setResponseHeaders(reply, call)
    return reply.code(starting.meta.success.status).send(starting.output.parse(output))
  })

  const completing = fileOperations['attachments.completeUpload']
  const url = completing.meta.openapi.path.replace('{uploadId}', ':uploadId')
  const options = { config: { operation: completing.path, answerWithinMs: COMPLETE_TIMEOUT_MS } }
  app.post(url, options, async (request, reply) => {
    authorize(request.actor, completing.path)
    const call = readCall(request, 'mutation', 'rest')
    const ref = validated(completing.input, request.params) as DirectUploadRef
    await direct.completion.admit(call, ref)
    const file = await direct.arrived(call, ref)
    const output = await files.save(direct.completion, call, ref, file ? [file] : [])
    await direct.clear(ref)
    return sendCreated(completing, reply, output, call)
  })
}
