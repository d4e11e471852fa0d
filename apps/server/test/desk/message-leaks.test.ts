// What only staff may see reaches a requester by no operation, over no transport: everything that staff write here has
// a mark, and every answer to the requester and to a guest is searched for it.
import { ACCESS, type Operation, operations } from '@kinconecta/support-contracts'
import { beforeAll, describe, expect, it } from 'vitest'
import { overRest, overRpc, type Transport } from '../support/both-transports.ts'
import { eventsOf } from '../support/events.ts'
import { aTicket, useService } from '../support/harness.ts'
import { type Ids, NO_IDS } from '../support/operation-ids.ts'
import { operationRows } from '../support/operation-rows.ts'
import { peopleOf } from '../support/people.ts'
import { bearer, tokenOf } from '../support/tokens.ts'

const service = useService({ isClosed: true })
const { lastPosition } = eventsOf(service)

const MARK = 'zorrillo'
const STAFF_FIELDS = ['kind', 'sendAt', 'versionCount', 'isInternal', 'position', 'waitingOn', 'priority', 'assigneeId']

let ids: Ids
let hiddenId: number
let noteId: number
let ana: Record<string, string>
let guest: Record<string, string>
beforeAll(async () => {
  const people = await peopleOf(service)
  ana = bearer(await tokenOf('42', 'TOURIST'))
  const { ticketId: id } = await people.ana.tickets.create(aTicket)
  const { messageId } = await people.ana.messages.create({ id, body: 'Hola' })
  const { messages, attachments, drafts } = people.agent.desk
  const file = new File(['secreto'], `${MARK}.txt`)
  hiddenId = (await attachments.upload({ ticketId: id, file })).attachmentId
  const note = { id, kind: 'note' as const, body: MARK, attachmentIds: [hiddenId] }
  noteId = (await messages.create(note)).messageId
  await messages.update({ id, messageId: noteId, body: `otro ${MARK}` })
  const pending = await messages.create({ id, kind: 'reply', body: MARK, sendAfterSeconds: 60 })
  await drafts.put({ id, kind: 'note', body: MARK })
  const sent = await messages.create({ id, kind: 'reply', body: `antes ${MARK}` })
  await messages.update({ id, messageId: sent.messageId, body: 'Hola, Ana' })
  guest = bearer((await people.agent.tickets.rotateToken({ id })).token)
  await lastPosition()
  ids = { ...NO_IDS, ticketId: id, attachmentId: hiddenId, messageId, pendingId: pending.messageId }
})

const reads = operations.filter(({ type, kind }) => type === 'query' && kind === 'json')
const transportsOf = ({ isRpc }: Operation): [string, Transport][] => [
  ['REST', overRest],
  ...(isRpc ? [['RPC', overRpc] as [string, Transport]] : []),
]
const table = reads.flatMap((operation) =>
  transportsOf(operation).map(([name, transport]) => ({ path: operation.path, name, transport })),
)

/** Every name of a field in a value. */
function fieldsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const own = Array.isArray(value) ? [] : Object.keys(value)
  return own.concat(Object.values(value).flatMap(fieldsOf))
}

describe('a requester and a guest do not learn what staff wrote', () => {
  it.each(table)('from $path over $name', async ({ path, transport }) => {
    const row = operationRows[path].input(ids)
    const inputs = [row, ...('q' in row ? [{ q: MARK }] : []), { ...row, messageId: noteId }]
    for (const input of inputs) {
      for (const headers of [ana, guest]) {
        const { status, text, json } = await transport(service, path, input, headers)
        expect(text).not.toContain(MARK)
        if (status >= 300) continue
        const names = fieldsOf(json?.result?.data ?? json)
        const staffFields =
          path === 'events.list' || path === 'tickets.timeline'
            ? STAFF_FIELDS.filter((name) => !['kind', 'position'].includes(name))
            : STAFF_FIELDS
        // The kind of an author is public.
        const isAuthor = (name: string) => name === 'kind' && path.startsWith('messages.')
        expect(names.filter((name) => staffFields.includes(name) && !isAuthor(name))).toEqual([])
      }
    }
  })

  it('from the number of messages, files, events or matches', async () => {
    const get = (path: string) => service.send('GET', `/api${path}`, undefined, ana)
    const count = async (path: string) => (await get(path)).headers.get('x-total-count')
    expect(await count(`/support_tickets/${ids.ticketId}/messages?count`)).toBe('3')
    expect(await count(`/support_ticket_attachments?count&ticketId=${ids.ticketId}`)).toBe('0')
    expect(await count(`/support_tickets?count&q=${MARK}`)).toBe('0')
    expect((await get(`/messages/search?q=${MARK}`)).json).toEqual([])
    const types = (await get('/events')).json.map(({ type }: { type: string }) => type)
    expect(types).toEqual(['ticket.created', 'message.created', 'message.created', 'message.updated'])
    const asked = await get('/events?types=note.created&types=internal_attachment.created')
    expect(asked.json).toEqual([])
  })

  it('from the version of the ticket, nor from what is refused', async () => {
    const { headers } = await service.send('GET', `/api/support_tickets/${ids.ticketId}`, undefined, ana)
    expect(headers.get('etag')).toBe('"1"')
    const edit = (messageId: number) =>
      service.send('PUT', `/api/support_tickets/${ids.ticketId}/messages/${messageId}`, { body: 'x' }, ana)
    const missing = await edit(999_999)
    for (const id of [noteId, ids.pendingId]) {
      const { status, json } = await edit(id)
      expect([status, json.code, json.detail.replace(id, 999_999)]).toEqual([
        404,
        missing.json.code,
        missing.json.detail,
      ])
    }
  })

  it('because every read of staff is closed to them', () => {
    const open = reads.filter(({ path }) => path.startsWith('desk.') && ACCESS[path].member !== 'none')
    expect(open).toEqual([])
  })
})
