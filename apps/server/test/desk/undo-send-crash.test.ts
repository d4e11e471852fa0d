// Replies that are sent later, on servers that are killed and on several servers: none is lost, and none is sent twice.
import { setTimeout as sleep } from 'node:timers/promises'
import { createSupportClient, type SupportClient } from '@kinconecta/support-client'
import { beforeAll, afterAll, describe, expect, it } from 'vitest'
import { aTicket, cloneDatabase } from '../support/harness.ts'
import { type RealProcess, startProcess } from '../support/real-process.ts'
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts'

const KILLS = Number(process.env['KILLS'] ?? 4)
const REPLIES = 20

let folder: string
let database: Awaited<ReturnType<typeof cloneDatabase>>
beforeAll(async () => {
  folder = await temporaryFolder()
  database = await cloneDatabase()
})
afterAll(async () => {
  await database.drop()
  await removeFolder(folder)
})

const start = () => startProcess({ DATABASE_URL: database.url, DATA_DIR: folder, LOG_LEVEL: 'silent' })
const clientOf = ({ url }: RealProcess) => createSupportClient({ url, maxRetries: 0 })

/** Writes replies that are sent after a second. Returns the texts of those that were accepted. */
async function writeReplies(client: SupportClient, id: number, name: string): Promise<string[]> {
  const bodies = Array.from({ length: REPLIES }, (_, index) => `${name} ${index}`)
  const written = bodies.map((body) =>
    client.desk.messages.create({ id, kind: 'reply', body, sendAfterSeconds: 1 }).then(
      () => body,
      () => undefined,
    ),
  )
  return (await Promise.all(written)).filter((body) => body !== undefined)
}

/** The texts of the sent replies, and the ids of the messages of the events. */
async function sentReplies(client: SupportClient, id: number) {
  const messages = await client.messages.list({ id }).toArray({ limit: 5_000 })
  const events = await client.events.list({ ticketId: id, types: ['message.created'] }).toArray({ limit: 5_000 })
  const ids = messages.slice(1).map(({ messageId }) => messageId)
  const eventIds = events.map(({ data }) => (data as { messageId: number }).messageId)
  return { bodies: messages.slice(1).map(({ body }) => body), ids, eventIds }
}

const inOrder = <Value extends string | number>(values: Value[]) => values.toSorted((a, b) => (a < b ? -1 : 1))

/** Waits until all replies were sent, then expects each exactly once, with one event. */
async function expectEachOnce(client: SupportClient, id: number, accepted: string[]): Promise<void> {
  for (let tries = 0; tries < 100 && (await sentReplies(client, id)).bodies.length < accepted.length; tries++) {
    await sleep(100)
  }
  await sleep(1_500) // a reply that is sent twice would arrive
  const { bodies, ids, eventIds } = await sentReplies(client, id)
  expect(accepted.filter((body) => !bodies.includes(body))).toEqual([])
  expect(new Set(bodies).size).toBe(bodies.length)
  expect(inOrder(eventIds)).toEqual(inOrder(ids))
}

describe('a reply that is sent later', () => {
  it(
    `survives kill -9 of its server, ${KILLS} times between writing and sending`,
    async () => {
      const accepted: string[] = []
      let id = 0
      for (let kill = 0; kill < KILLS; kill++) {
        const server = await start()
        id ||= (await clientOf(server).tickets.create(aTicket)).ticketId
        accepted.push(...(await writeReplies(clientOf(server), id, `kill ${kill}`)))
        await sleep(800 + 100 * kill) // some kills hit the sending
        await server.end('SIGKILL')
      }
      const server = await start()
      await expectEachOnce(clientOf(server), id, accepted)
      expect(accepted.length).toBeGreaterThan(KILLS)
      await server.end('SIGTERM')
    },
    60_000 + KILLS * 15_000,
  )

  it('is sent once by two servers, also if its own was stopped', async () => {
    const [one, two] = [await start(), await start()]
    const { ticketId: id } = await clientOf(one).tickets.create(aTicket)
    const accepted = [
      ...(await writeReplies(clientOf(one), id, 'one')),
      ...(await writeReplies(clientOf(two), id, 'two')),
    ]
    expect(accepted).toHaveLength(2 * REPLIES)
    expect(await one.end('SIGTERM')).toBe(0)
    await expectEachOnce(clientOf(two), id, accepted)
    await two.end('SIGTERM')
  }, 60_000)
})
