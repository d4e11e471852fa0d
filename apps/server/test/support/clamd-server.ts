import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

/** A fake of clamd that implements INSTREAM over TCP. It reports files that contain the EICAR test signature. */
export interface ClamdServer {
  port: number
  /** How it answers from now on. */
  behaviour: 'normal' | 'silent' | 'hangs up' | 'too large' | 'slow'
  /** The number of files it has scanned. */
  scans: number
  close(): Promise<void>
}

// In two parts, so that a virus scanner on the machine does not report this file.
export const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('')

export async function startClamd(port = 0): Promise<ClamdServer> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    let received = Buffer.alloc(0)
    socket.on('data', (bytes: Buffer) => {
      received = Buffer.concat([received, bytes])
      if (clamd.behaviour === 'hangs up') return socket.destroy()
      if (clamd.behaviour === 'silent') return undefined
      if (clamd.behaviour === 'too large') return socket.end('INSTREAM size limit exceeded. ERROR\0')
      const content = streamIn(received)
      if (!content) return undefined
      clamd.scans++
      const verdict = content.includes(EICAR) ? 'stream: Eicar-Signature FOUND\0' : 'stream: OK\0'
      return setTimeout(() => socket.end(verdict), clamd.behaviour === 'slow' ? 300 : 0)
    })
  }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  const close = async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  }
  const clamd: ClamdServer = { port: (server.address() as AddressInfo).port, behaviour: 'normal', scans: 0, close }
  return clamd
}

/** Returns the content of a complete INSTREAM command; undefined while it is incomplete. */
function streamIn(received: Buffer): Buffer | undefined {
  const command = Buffer.from('zINSTREAM\0')
  if (!received.subarray(0, command.length).equals(command)) return undefined
  const chunks: Buffer[] = []
  for (let from = command.length; from + 4 <= received.length;) {
    const length = received.readUInt32BE(from)
    if (length === 0) return Buffer.concat(chunks)
    if (from + 4 + length > received.length) return undefined
    chunks.push(received.subarray(from + 4, from + 4 + length))
    from += 4 + length
  }
  return undefined
}
