// Runs with ClamAV's own daemon if it is installed. The daemon gets a database with one signature, because the real
// database cannot be downloaded everywhere.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isCleanByClamd } from '../../src/platform/storage/clamd.ts'
import { EICAR } from '../support/clamd-server.ts'
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts'

const CLAMD = '/usr/sbin/clamd'
const NEVER = new AbortController().signal

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

describe.skipIf(!existsSync(CLAMD))(`ClamAV's own daemon (skipped without ${CLAMD})`, () => {
  let folder: string
  let daemon: ChildProcess
  let address: { host: string; port: number }
  beforeAll(async () => {
    folder = await temporaryFolder()
    address = { host: '127.0.0.1', port: await freePort() }
    const signature = Buffer.from(EICAR.slice(28, 63)).toString('hex')
    await writeFile(join(folder, 'test.ndb'), `Test.Eicar:0:*:${signature}\n`)
    const settings = [
      `DatabaseDirectory ${folder}`,
      `TCPSocket ${address.port}`,
      'TCPAddr 127.0.0.1',
      'Foreground yes',
      'StreamMaxLength 5M',
    ]
    await writeFile(join(folder, 'clamd.conf'), `${settings.join('\n')}\n`)
    daemon = spawn(CLAMD, [`--config-file=${join(folder, 'clamd.conf')}`], { stdio: 'ignore' })
    while (!(await isClean(Buffer.from('hello')).catch(() => false))) await sleep(100)
  })
  afterAll(async () => {
    daemon.kill()
    await removeFolder(folder)
  })

  const isClean = (bytes: Buffer) => isCleanByClamd(address, Readable.from([bytes]), NEVER)

  it('reports small and large files with the signature, and no others', async () => {
    expect(await isClean(Buffer.alloc(3_000_000, 7))).toBe(true)
    expect(await isClean(Buffer.from(EICAR))).toBe(false)
    expect(await isClean(Buffer.concat([Buffer.alloc(2_000_000, 7), Buffer.from(EICAR)]))).toBe(false)
  })

  it('rejects for a file that is larger than its limit', async () => {
    await expect(isClean(Buffer.alloc(8_000_000))).rejects.toThrow(/size limit exceeded|EPIPE|ECONNRESET|premature/i)
  })
})
