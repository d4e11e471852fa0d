import { once } from 'node:events'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createSupportClient } from '@kinconecta/support-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aTicket } from '../support/harness.ts'
import { failToStart, startProcess } from '../support/real-process.ts'
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts'

let folder: string
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => removeFolder(folder))

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** The process id of the embedded Postgres of a data folder. */
const postgresOf = async (dataDir: string) =>
  Number.parseInt(await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8'), 10)

const untilTrue = async (isTrue: () => Promise<boolean> | boolean) => {
  while (!(await isTrue())) await sleep(20)
}

describe('the server as a process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'starts with an empty folder, stores its data and ends cleanly on %s',
    async (signal) => {
      const DATA_DIR = join(folder, `dátos con ñ ${signal}`)
      const first = await startProcess({ DATA_DIR })
      expect(first.output()).toContain(DATA_DIR)
      expect(await (await fetch(`${first.url}/readyz`)).json()).toEqual({
        status: 'ready',
        jobs: { oldestWaitingS: expect.any(Number), failed: 0 },
      })
      const created = await createSupportClient({ url: first.url }).tickets.create(aTicket)
      const postgres = await postgresOf(DATA_DIR)
      expect(await first.end(signal)).toBe(0)
      expect(isAlive(postgres)).toBe(false)

      const second = await startProcess({ DATA_DIR })
      expect(await createSupportClient({ url: second.url }).tickets.get({ id: created.ticketId })).toEqual(created)
      expect(await second.end(signal)).toBe(0)
    },
  )

  it('two servers run at the same time with separate folders', async () => {
    const [one, other] = await Promise.all(
      ['one', 'other'].map((name) => startProcess({ DATA_DIR: join(folder, name) })),
    )
    await createSupportClient({ url: one!.url }).tickets.create(aTicket)
    expect((await createSupportClient({ url: other!.url }).tickets.list()).items).toEqual([])
    expect(await Promise.all([one!.end('SIGTERM'), other!.end('SIGTERM')])).toEqual([0, 0])
  })

  it('runs in a folder that only its owner can enter, such as a clone under /root', async () => {
    const closed = join(folder, 'closed')
    await mkdir(closed, { mode: 0o700 })
    const DATA_DIR = closed
    const first = await startProcess({ DATA_DIR })
    const created = await createSupportClient({ url: first.url }).tickets.create(aTicket)
    expect(await first.end('SIGTERM')).toBe(0)
    const second = await startProcess({ DATA_DIR })
    expect(await createSupportClient({ url: second.url }).tickets.get({ id: created.ticketId })).toEqual(created)
    expect(await second.end('SIGTERM')).toBe(0)
  })

  it('if the server is killed, its Postgres ends, and the next start has all acknowledged data', async () => {
    const DATA_DIR = join(folder, 'killed')
    const first = await startProcess({ DATA_DIR })
    const created = await createSupportClient({ url: first.url }).tickets.create(aTicket)
    const postgres = await postgresOf(DATA_DIR)
    await first.end('SIGKILL')
    const second = await startProcess({ DATA_DIR }) // at once, while the first one's Postgres is still stopping
    expect(await createSupportClient({ url: second.url }).tickets.get({ id: created.ticketId })).toEqual(created)
    await untilTrue(() => !isAlive(postgres))
    expect(await second.end('SIGTERM')).toBe(0)
  })

  it('if Postgres is killed, the server starts it again and responds with 503 until then', async () => {
    const DATA_DIR = join(folder, 'postgres killed')
    const server = await startProcess({ DATA_DIR })
    const support = createSupportClient({ url: server.url })
    const created = await support.tickets.create(aTicket)
    const killed = await postgresOf(DATA_DIR)
    process.kill(killed, 'SIGKILL')
    const statuses = new Set<number>()
    await untilTrue(async () => {
      const { status } = await fetch(`${server.url}/api/support_tickets/${created.ticketId}`)
      statuses.add(status)
      // Connections of the one that was killed can respond for a moment.
      return status === 200 && (await postgresOf(DATA_DIR).catch(() => killed)) !== killed
    })
    expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([])
    expect(await support.tickets.get({ id: created.ticketId })).toEqual(created)
    expect(await server.end('SIGTERM')).toBe(0)
  })
})

describe('a start that fails prints one sentence and exits with 1', () => {
  const isOneSentence = ({ code, stderr }: { code: number | null; stderr: string }) => {
    expect(code).toBe(1)
    expect(stderr).not.toMatch(/\n\s+at |Error:|node:/)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  }

  it('the port is in use', async () => {
    const blocker = createServer().listen(0, '127.0.0.1')
    await once(blocker, 'listening')
    const { port } = blocker.address() as AddressInfo
    const failure = await failToStart({ PORT: String(port), DATA_DIR: join(folder, 'port') })
    blocker.close()
    isOneSentence(failure)
    expect(failure.stderr).toContain(`Port ${port} of 127.0.0.1 is already in use`)
  })

  it('the data folder is in use by another server', async () => {
    const DATA_DIR = join(folder, 'held')
    const holder = await startProcess({ DATA_DIR })
    const failure = await failToStart({ DATA_DIR })
    await holder.end('SIGTERM')
    isOneSentence(failure)
    expect(failure.stderr).toContain(`The data folder ${DATA_DIR} is in use by another process`)
  })

  it('the data folder is a file', async () => {
    const DATA_DIR = join(folder, 'a file')
    await writeFile(DATA_DIR, '')
    const failure = await failToStart({ DATA_DIR })
    isOneSentence(failure)
    expect(failure.stderr).toContain(`The data folder ${DATA_DIR} cannot be created`)
  })

  it('Postgres cannot start with the data in the folder', async () => {
    const DATA_DIR = join(folder, 'broken')
    await mkdir(join(DATA_DIR, 'postgres'), { recursive: true })
    await writeFile(join(DATA_DIR, 'postgres/PG_VERSION'), '18\n')
    const failure = await failToStart({ DATA_DIR })
    isOneSentence(failure)
    expect(failure.stderr).toContain('Postgres could not start')
  })

  it('no server listens at DATABASE_URL', async () => {
    const failure = await failToStart({ DATABASE_URL: 'postgres://someone:secret@127.0.0.1:1/kin' })
    isOneSentence(failure)
    expect(failure.stderr).toContain('The database of DATABASE_URL (127.0.0.1:1/kin) cannot be reached')
    expect(failure.stderr).not.toContain('secret')
  })

  it('the configuration is invalid: the message names every invalid variable', async () => {
    const environment = {
      PORT: '80800',
      LOG_LEVEL: 'loud',
      PUBLIC_URL: 'support',
      DATABASE_URL: 'mysql://x',
      CORS_ORIGINS: 'http://a/b',
    }
    const { code, stderr } = await failToStart(environment)
    expect(code).toBe(1)
    for (const name of Object.keys(environment)) expect(stderr).toContain(`  ${name}: `)
    expect(await readdir(folder)).not.toContain('.data')
  })
})
