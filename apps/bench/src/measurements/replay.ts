import { randomUUID } from 'node:crypto'
import { requester } from '../load.ts'
import { newTicket } from '../new-ticket.ts'
import type { Contestant } from '../rounds.ts'
import type { Stage } from '../stage.ts'
import { getOne, JSON_TYPE, load, TICKETS } from '../contestants.ts'
import { ratesOf } from './rates.ts'

// Many more than connections, so that no key is used twice at the same time.
const KEYS = 512

/** The time of a replayed create, compared with a `GET` of one ticket. */
export const replay = ratesOf('replayed create', async (stage) => ({
  contestants: [await replays(stage), getOne(stage, 'GET one')],
  compare: 'medianMs',
  ratio: 1.5,
}))

async function replays(stage: Stage): Promise<Contestant> {
  const requests: string[] = []
  for (let key = 0; key < KEYS; key++) requests.push(await createOnce(stage, key))
  let turn = 0
  return load('replayed create', stage.service, () => requests[turn++ % KEYS]!, 201)
}

/** Creates a ticket and returns the request that repeats the creation. */
async function createOnce({ service, callers }: Stage, key: number): Promise<string> {
  const body = newTicket()
  const headers = { ...JSON_TYPE, 'idempotency-key': randomUUID(), authorization: callers[key % callers.length]! }
  const send = () => fetch(service.url + TICKETS, { method: 'POST', headers, body })
  await (await send()).text()
  if (key === 0) await expectReplay(await send())
  return requester('POST', headers)(TICKETS, body)
}

async function expectReplay(response: Response): Promise<void> {
  const isReplay = response.status === 201 && response.headers.get('idempotency-replayed') === 'true'
  if (!isReplay) throw new Error(`${response.status} instead of a replay: ${await response.text()}`)
  await response.text()
}
