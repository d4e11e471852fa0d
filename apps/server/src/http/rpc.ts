import { type Context, publicError, supportRouter } from '@kinconecta/support-contracts'
import { fastifyRequestHandler } from '@trpc/server/adapters/fastify'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { takeJsonBodies } from './json-body.ts'

const MAX_BATCH_SIZE = 10

/** The RPC surface: tRPC's HTTP protocol, single calls and batches, in a scope of its own because it reads JSON itself. */
export function rpcRoutes(app: FastifyInstance, createContext: (request: FastifyRequest) => Context): void {
  takeJsonBodies(app, (text) => text)
  app.route<{ Params: { path: string } }>({
    method: ['GET', 'POST'],
    url: '/:path',
    handler: async (req, res) => {
      await fastifyRequestHandler({
        req,
        res,
        path: req.params.path,
        router: supportRouter,
        createContext: () => createContext(req),
        maxBatchSize: MAX_BATCH_SIZE,
        onError({ error }) {
          const { status, detail } = publicError(error)
          if (status >= 500) req.log.error({ err: error.cause ?? error }, detail)
        },
      })
    },
  })
}
