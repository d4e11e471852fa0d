import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'

/** When a connection is cut: before COMMIT reaches Postgres, or after COMMIT and before the response of Postgres. */
export type Cut = 'before COMMIT' | 'after COMMIT'

/** A proxy between the service and Postgres that can cut connections at COMMIT. */
export interface CommitProxy {
  /** The connection string of the same database, through the proxy. */
  url: string
  /** Cuts the next connection that commits after it has sent `marker`, because other work of the service commits too. */
  cutNext(cut: Cut, marker: string): void
  /** The number of connections that were cut. */
  cuts(): number
  close(): Promise<void>
}

const COMMIT = Buffer.from('commit\0')
const COMMITTED = Buffer.from('COMMIT\0')

export async function startCommitProxy(databaseUrl: string): Promise<CommitProxy> {
  const folder = await mkdtemp('/tmp/kin-support-proxy-')
  const host = decodeURIComponent(/host=([^&]+)/.exec(databaseUrl)![1]!)
  const sockets = new Set<Socket>()
  let next: { cut: Cut; marker: string } | undefined
  let count = 0

  const server = createServer((client) => {
    const postgres = connect(`${host}/.s.PGSQL.5432`)
    let isCutting = false
    let isMarked = false
    const cut = () => {
      count++
      client.destroy()
      postgres.destroy()
    }
    for (const socket of [client, postgres]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        postgres.destroy()
      })
    }
    client.on('data', (bytes: Buffer) => {
      isMarked ||= next !== undefined && bytes.includes(next.marker)
      if (next && isMarked && bytes.includes(COMMIT)) {
        const isBefore = next.cut === 'before COMMIT'
        next = undefined
        if (isBefore) return cut()
        isCutting = true
      }
      return postgres.write(bytes)
    })
    postgres.on('data', (bytes: Buffer) => {
      if (!isCutting) return client.write(bytes)
      if (bytes.includes(COMMITTED)) cut() // what came before it is not passed on either
      return true
    })
  }).listen(`${folder}/.s.PGSQL.5432`)
  await once(server, 'listening')

  const close = async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await rm(folder, { recursive: true, force: true })
  }
  const url = databaseUrl.replace(/host=[^&]+/, `host=${encodeURIComponent(folder)}`)
  return { url, cutNext: (toCut, marker) => (next = { cut: toCut, marker }), cuts: () => count, close }
}
