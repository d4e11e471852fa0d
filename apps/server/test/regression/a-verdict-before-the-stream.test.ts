// A scanner that answered before it had received the file was trusted: its OK counted as a clean file.
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { isCleanByClamd } from '../../src/platform/storage/clamd.ts'

/** A fake scanner that sends its verdict as soon as a client connects. */
async function earlyScanner(verdict: string): Promise<{ host: string; port: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.resume()
    socket.write(`stream: ${verdict}\0`)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port }
}

async function* slowly(): AsyncGenerator<Buffer> {
  for (let chunk = 0; chunk < 5; chunk++) {
    await sleep(50)
    yield Buffer.alloc(1_000)
  }
}

const ask = async (verdict: string) =>
  isCleanByClamd(await earlyScanner(verdict), Readable.from(slowly()), new AbortController().signal)

it('OK before the scanner has received the file is an error', async () => {
  await expect(ask('OK')).rejects.toThrow('as clean before all was sent')
})

it('FOUND is accepted at any time', async () => {
  expect(await ask('Eicar-Signature FOUND')).toBe(false)
})
