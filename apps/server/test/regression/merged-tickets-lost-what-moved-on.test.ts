// What a merge had moved was lost when its target was merged further and opened again; a guest could not send a file that
// was uploaded before the merge; a question lay under the snooze of the target; an edited first message kept its old text.
import { beforeAll, describe, expect, it } from 'vitest'
import { codeOf } from '../support/desk.ts'
import { aTicket, useService } from '../support/harness.ts'
import { clientOf, peopleOf } from '../support/people.ts'
import { pdf } from '../support/sample-files.ts'

const service = useService({ isClosed: true })
let people: Awaited<ReturnType<typeof peopleOf>>
beforeAll(async () => {
  people = await peopleOf(service)
})

const create = async (message: string) => (await people.ana.tickets.create({ ...aTicket, message })).ticketId
const write = (id: number, body: string) => people.ana.messages.create({ id, body })
const merge = (id: number, into: number) => people.agent.desk.tickets.merge({ id, into })
const unmerge = (id: number) => people.agent.desk.tickets.unmerge({ id })
const bodiesOf = async (id: number) => (await people.ana.messages.list({ id })).items.map(({ body }) => body)
const fileOf = ({ name, bytes }: typeof pdf) => new File([new Uint8Array(bytes)], name)

/** Merges A into B and B into C, and opens B again, which ends the second merge but leaves its messages in C. */
async function mergedFurther() {
  const [a, b, c] = [await create('A'), await create('B'), await create('C')]
  await write(a, 'A2')
  const { attachmentId } = await people.ana.attachments.upload({ ticketId: a, file: fileOf(pdf) })
  await merge(a, b)
  await merge(b, c)
  await people.admin.desk.tickets.transition({ id: b, transition: { name: 'reopen_closed' } })
  return { a, b, c, attachmentId }
}

describe('undoing a merge whose target was merged further', () => {
  it('brings back what it moved from where it is now', async () => {
    const { a, b, c, attachmentId } = await mergedFurther()
    await write(a, 'A3') // goes to B
    const { movedMessages, movedAttachments, source } = await unmerge(a)
    expect({ movedMessages, movedAttachments }).toEqual({ movedMessages: 3, movedAttachments: 1 })
    expect(source).toMatchObject({ status: 'OPEN', mergedInto: null })
    expect((await bodiesOf(a)).toSorted()).toEqual(['A', 'A2', 'A3'])
    expect(await bodiesOf(b)).toEqual(['B'])
    expect((await bodiesOf(c)).toSorted()).toEqual(['B', 'C'])
    expect((await people.ana.attachments.get({ id: attachmentId })).ticketId).toBe(a)
    // Once more, as if nothing had happened.
    await merge(a, b)
    await unmerge(a)
    expect((await bodiesOf(a)).toSorted()).toEqual(['A', 'A2', 'A3'])
  })

  it('is refused if the ticket that had it was deleted', async () => {
    const { a, c } = await mergedFurther()
    await people.admin.tickets.delete({ id: c })
    expect(await codeOf(unmerge(a))).toBe('MERGE_UNDO_EXPIRED')
  })
})

it('a guest sends a file that was uploaded before the merge', async () => {
  const [source, target] = await Promise.all([
    people.guest.tickets.create(aTicket).withResponse(),
    people.guest.tickets.create(aTicket),
  ])
  const guest = clientOf(service, source.ticketToken)
  const id = source.data.ticketId
  const { attachmentId } = await guest.attachments.upload({ ticketId: id, file: fileOf(pdf) })
  await merge(id, target.ticketId)
  await guest.messages.create({ id, body: 'Con archivo', attachmentIds: [attachmentId] })
  const { items } = await people.agent.desk.messages.list({ id: target.ticketId })
  expect(items.find(({ body }) => body === 'Con archivo')!.attachments).toMatchObject([{ attachmentId }])
})

it('a question that a merge brings ends the snooze of the target', async () => {
  const [source, target] = [await create('¿Cuándo?'), await create('Otra')]
  await people.agent.desk.tickets.snooze({ id: target, untilReply: true })
  const merged = await merge(source, target)
  expect(merged.target).toMatchObject({ waitingOn: 'agent', isSnoozed: false })
})

it('a first message that is edited after the merge is edited in the target too', async () => {
  const [source, target] = [await create('Con errata'), await create('Otra')]
  await merge(source, target)
  await people.ana.tickets.update({ ...aTicket, id: source, message: 'Sin errata' })
  expect(await bodiesOf(target)).toEqual(['Otra', 'Sin errata'])
  const { items } = await people.agent.desk.messages.list({ id: target })
  const versions = await people.agent.desk.messages.versions({ id: target, messageId: items[1]!.messageId })
  expect(versions.items.map(({ body }) => body)).toEqual(['Con errata'])
})
