import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** Listens on a port of a host; on every address of `localhost`, which callers may resolve to IPv4 or IPv6. */
export async function listen(app: FastifyInstance, host: string, port: number): Promise<AddressInfo> {
  return listenOn(app, host === 'localhost' ? await addressesOf(host) : [host], port)
}

/**
 * Listens on several addresses with one HTTP server. Fastify would open a second server, without the limits and
 * listeners of the first.
 */
export async function listenOn(app: FastifyInstance, [first, ...others]: string[], port: number): Promise<AddressInfo> {
  const doors: Server[] = []
  closeWithApp(app, doors)
  await app.listen({ host: first, port })
  const address = app.server.address() as AddressInfo
  for (const host of others) {
    // The options of an HTTP server.
    const door = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => app.server.emit('connection', socket))
    doors.push(door)
    // A machine without IPv6 may know an IPv6 address of localhost.
    await once(door.listen(address.port, host), 'listening').catch((error: Error) => app.log.warn({ err: error }))
  }
  return address
}

async function addressesOf(host: string): Promise<string[]> {
  const found = await lookup(host, { all: true })
  return [...new Set(found.map(({ address }) => address))]
}

/** No new connections while the app is closing; it is closed once the requests on the existing ones have ended. */
function closeWithApp(app: FastifyInstance, doors: Server[]): void {
  let closed: Promise<unknown> = Promise.resolve()
  app.addHook('preClose', async () => {
    closed = Promise.all(doors.map((door) => new Promise((resolve) => door.close(resolve))))
  })
  app.addHook('onClose', async () => void (await closed))
}
