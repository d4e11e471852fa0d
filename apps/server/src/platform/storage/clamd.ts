import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { pipeline } from 'node:stream/promises'
import type { Readable } from 'node:stream'

/** The address of the ClamAV daemon. */
export interface ClamdAddress {
  host: string
  port: number
}

const TIMEOUT_MS = 60_000
const MAX_ANSWER_CHARACTERS = 4_096
const VERDICT = /^stream: (?:(OK)|(.+) FOUND)\0?$/

/**
 * Whether clamd reports the bytes as clean. They are sent by its INSTREAM command: each chunk after its length in four
 * bytes, and a length of zero at the end. Rejects if there is no verdict, for example because clamd cannot be reached
 * or the file is larger than its limit.
 */
export async function isCleanByClamd(address: ClamdAddress, bytes: Readable, signal: AbortSignal): Promise<boolean> {
  const socket = connect({ ...address, signal })
  socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error('clamd does not respond')))
  try {
    await once(socket, 'connect')
    const answer = textOf(socket)
    socket.write('zINSTREAM\0')
    // clamd may respond before it has read all bytes, and close the connection.
    let isSent = false
    const sent = pipeline(bytes, chunked, socket, { end: false }).then(() => {
      isSent = true
      return answer
    })
    const response = await Promise.race([answer, sent])
    const verdict = VERDICT.exec(response)
    if (verdict?.[1] !== undefined && !isSent) throw new Error('clamd reported a file as clean before all was sent')
    if (!verdict) throw new Error(`clamd responded: ${response.slice(0, 200)}`)
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
    if (text.endsWith('\0') || text.length > MAX_ANSWER_CHARACTERS) break
  }
  return text
}
