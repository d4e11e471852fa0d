import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { pipeline } from 'node:stream/promises'
import type { Readable } from 'node:stream'

/** Where ClamAV's daemon listens. */
export interface ClamdAddress {
  host: string
  port: number
}

const TIMEOUT_MS = 60_000
const VERDICT = /^stream: (?:(OK)|(.+) FOUND)\0?$/

/**
 * Whether clamd finds the bytes clean, by its INSTREAM command: chunks, each after its length in four bytes, and a
 * length of zero at the end. Rejects where it gives no verdict, be it that it cannot be reached or takes no file so large.
 */
export async function isCleanByClamd(address: ClamdAddress, bytes: Readable, signal: AbortSignal): Promise<boolean> {
  const socket = connect({ ...address, signal })
  socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error('clamd does not answer')))
  try {
    await once(socket, 'connect')
    const answer = textOf(socket)
    socket.write('zINSTREAM\0')
    // It may answer before it has read everything, and hang up.
    let isSent = false
    const sent = pipeline(bytes, chunked, socket, { end: false }).then(() => {
      isSent = true
      return answer
    })
    const said = await Promise.race([answer, sent])
    const verdict = VERDICT.exec(said)
    if (verdict?.[1] !== undefined && !isSent) throw new Error('clamd called a file clean before it had all of it')
    if (!verdict) throw new Error(`clamd said: ${said.slice(0, 200)}`)
    return verdict[1] !== undefined
  } finally {
    socket.destroy()
    bytes.destroy()
  }
}

async function* chunked(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(chunk.length)
    yield length
    yield chunk
  }
  yield Buffer.alloc(4)
}

async function textOf(socket: Socket): Promise<string> {
  let text = ''
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += String(chunk)
    if (text.endsWith('\0')) break
  }
  return text
}
