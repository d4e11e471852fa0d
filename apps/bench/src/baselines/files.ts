// The baseline of files: a Fastify route that pipes a body to a file with the same fsyncs, and one that pipes it back,
// without forms, hashes, types or a database. Its argument is the folder for its data. It prints its URL.
import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, open } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import Fastify from 'fastify'

const folder = await mkdtemp(join(process.argv[2]!, 'bare-'))
const app = Fastify({ bodyLimit: 1024 ** 3 })
app.addContentTypeParser('*', (_request, _payload, done) => done(null))

app.post('/files', async (request, reply) => {
  const id = randomUUID()
  await pipeline(request.raw, createWriteStream(join(folder, id), { flush: true }))
  const handle = await open(folder)
  await handle.sync()
  await handle.close()
  return reply.code(201).send({ id })
})

app.get<{ Params: { id: string } }>('/files/:id', (request, reply) =>
  reply.type('image/png').send(createReadStream(join(folder, request.params.id))),
)

process.on('SIGTERM', () => process.exit(0))
console.log(await app.listen({ host: '127.0.0.1', port: 0 }))
