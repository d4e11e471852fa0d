import { beforeAll, describe, expect, it } from 'vitest'
import { eventsOf } from '../support/events.ts'
import { anAttachment, aTicket, fileLimits, useService } from '../support/harness.ts'
import { clientOf, type Person, peopleOf } from '../support/people.ts'
import { png } from '../support/sample-files.ts'
import { bearer, tokenOf } from '../support/tokens.ts'

const service = useService({ isClosed: true, filesOptions: { limits: { ...fileLimits, filesPerTicket: 3 } } })
const { lastPosition } = eventsOf(service)
const FILES = '/api/support_ticket_attachments'

let people: Awaited<ReturnType<typeof peopleOf>>
let ana: Record<string, string>
beforeAll(async () => {
  people = await peopleOf(service)
  ana = bearer(await tokenOf('42', 'TOURIST'))
})

const newTicket = async () => (await people.ana.tickets.create(aTicket)).ticketId
const file = () => new File([new Uint8Array(png.bytes)], png.name)
const internal = async (ticketId: number) =>
  (await people.agent.desk.attachments.upload({ ticketId, file: file() })).attachmentId
const own = async (ticketId: number) => (await people.ana.attachments.upload({ ticketId, file: file() })).attachmentId

const filesSeenBy = async (person: Person, id: number) => {
  const { items, total } = await person.attachments.list({ ticketId: [id], count: true })
  return [total, items.map(({ attachmentId }) => attachmentId)]
}

const eventTypes = async (ticketId: number, person: Person) => {
  await lastPosition()
  return (await person.events.list({ ticketId })).items.map(({ type }) => type)
}

describe('a file of a note', () => {
  it('is internal: a note takes no file that the requester sees', async () => {
    const id = await newTicket()
    const seen = (await people.agent.attachments.upload({ ticketId: id, file: file() })).attachmentId
    const note = people.agent.desk.messages.create({ id, kind: 'note', body: 'Mira', attachmentIds: [seen] })
    await expect(note).rejects.toMatchObject({ code: 'ATTACHMENT_NOT_FOUND' })
    expect((await people.agent.desk.messages.list({ id })).items).toHaveLength(1)
  })

  it('is seen by staff only, whatever the requester asks for', async () => {
    const id = await newTicket()
    const hidden = await internal(id)
    await people.agent.desk.messages.create({ id, kind: 'note', body: 'Mira', attachmentIds: [hidden] })
    expect(await filesSeenBy(people.agent, id)).toEqual([1, [hidden]])
    expect(await filesSeenBy(people.ana, id)).toEqual([0, []])
    const missing = { code: 'ATTACHMENT_NOT_FOUND' }
    const update = { id: hidden, ...anAttachment, ticketId: id }
    const calls = [
      () => people.ana.attachments.get({ id: hidden }),
      () => people.ana.attachments.link({ id: hidden }),
      () => people.ana.attachments.update(update),
      () => people.ana.attachments.delete({ id: hidden }),
      () => people.ana.messages.create({ id, body: 'x', attachmentIds: [hidden] }),
    ]
    for (const call of calls) await expect(call()).rejects.toMatchObject(missing)
    for (const what of ['file', 'thumbnail']) {
      const answer = await service.send('GET', `${FILES}/${hidden}/${what}`, undefined, ana)
      const nowhere = await service.send('GET', `${FILES}/999999/${what}`, undefined, ana)
      expect([answer.status, answer.json.code]).toEqual([nowhere.status, 'ATTACHMENT_NOT_FOUND'])
    }
    expect((await people.agent.attachments.get({ id: hidden })).attachmentId).toBe(hidden)
    const [, note] = (await people.colleague.desk.messages.list({ id })).items
    expect(note!.attachments).toMatchObject([{ attachmentId: hidden }])
  })

  it('has events for staff only, also when it changes, moves and is deleted', async () => {
    const [id, other] = [await newTicket(), await newTicket()]
    const [seen, hidden] = [await eventTypes(id, people.ana), await internal(id)]
    const { fileUrl, fileName } = await people.agent.attachments.get({ id: hidden })
    await people.agent.attachments.update({ id: hidden, fileUrl, fileName, ticketId: other })
    await people.agent.attachments.delete({ id: hidden })
    expect(await eventTypes(id, people.ana)).toEqual(seen)
    expect(await eventTypes(other, people.ana)).toEqual(['ticket.created'])
    expect((await eventTypes(other, people.agent)).slice(1)).toEqual([
      'internal_attachment.updated',
      'internal_attachment.deleted',
    ])
  })

  it('does not count towards the files of the requester, nor theirs towards those of notes', async () => {
    const id = await newTicket()
    for (let count = 0; count < 3; count++) await internal(id)
    for (let count = 0; count < 3; count++) await own(id)
    await expect(internal(id)).rejects.toMatchObject({ code: 'FILE_LIMIT_REACHED' })
    await expect(own(id)).rejects.toMatchObject({ code: 'FILE_LIMIT_REACHED' })
  })
})

describe('a file of a reply', () => {
  it('becomes public when the reply is sent, with its event', async () => {
    const id = await newTicket()
    const hidden = await internal(id)
    const reply = { id, kind: 'reply' as const, body: 'Aquí', attachmentIds: [hidden], sendAfterSeconds: 1 }
    const { messageId } = await people.agent.desk.messages.create(reply)
    expect(await filesSeenBy(people.ana, id)).toEqual([0, []])
    expect(await eventTypes(id, people.ana)).toEqual(['ticket.created'])
    service.clock.now = new Date(Date.parse(service.clock.now) + 1_000).toISOString()
    await service.dueWork.run()
    expect(await filesSeenBy(people.ana, id)).toEqual([1, [hidden]])
    expect(await eventTypes(id, people.ana)).toEqual(['ticket.created', 'message.created', 'attachment.created'])
    const [, sent] = (await people.ana.messages.list({ id })).items
    expect(sent).toMatchObject({ messageId, attachments: [{ attachmentId: hidden, ticketId: id }] })
    expect((await service.send('GET', `${FILES}/${hidden}/file`, undefined, ana)).status).toBe(200)
    expect((await people.ana.attachments.get({ id: hidden }).withResponse()).version).toBe(1) // its documented fields have not changed
  })

  it('is on one message, of its own ticket', async () => {
    const [id, other] = [await newTicket(), await newTicket()]
    const [used, elsewhere] = [await own(id), await own(other)]
    await people.ana.messages.create({ id, body: 'uno', attachmentIds: [used, used] })
    for (const attachmentIds of [[used], [elsewhere], [999_999]]) {
      const refused = people.ana.messages.create({ id, body: 'dos', attachmentIds })
      await expect(refused).rejects.toMatchObject({ code: 'ATTACHMENT_NOT_FOUND' })
    }
    expect((await people.ana.messages.list({ id })).items).toHaveLength(2)
    const many = people.ana.messages.create({ id, body: 'x', attachmentIds: Array.from({ length: 11 }, () => 1) })
    await expect(many).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })

  it('is on the first message if it came with the ticket, and on none after a move', async () => {
    const { ticketId: id } = await people.ana.tickets.create({ ...aTicket, files: [file()] })
    const [first] = (await people.ana.messages.list({ id })).items
    expect(first!.attachments).toHaveLength(1)
    const { attachmentId, fileUrl, fileName } = first!.attachments[0]!
    const other = await newTicket()
    await people.ana.attachments.update({ id: attachmentId, fileUrl, fileName, ticketId: other })
    for (const ticket of [id, other]) {
      const [message] = (await people.ana.messages.list({ id: ticket })).items
      expect(message!.attachments).toEqual([])
    }
    await people.ana.messages.create({ id: other, body: 'Aquí', attachmentIds: [attachmentId] })
  })

  it('is not seen with the token of a guest before it is sent', async () => {
    const { data, ticketToken } = await people.guest.tickets.create(aTicket).withResponse()
    const hidden = await internal(data.ticketId)
    const guest = clientOf(service, ticketToken)
    const download = () => service.send('GET', `${FILES}/${hidden}/file`, undefined, bearer(ticketToken))
    expect((await download()).status).toBe(404)
    const stolen = guest.messages.create({ id: data.ticketId, body: 'x', attachmentIds: [hidden] })
    await expect(stolen).rejects.toMatchObject({ code: 'ATTACHMENT_NOT_FOUND' })
    const reply = { id: data.ticketId, kind: 'reply' as const, body: 'Aquí', attachmentIds: [hidden] }
    await people.agent.desk.messages.create(reply)
    expect((await download()).status).toBe(200)
  })
})

describe('a file of a message', () => {
  it('is changed by staff only', async () => {
    const id = await newTicket()
    const [theirs, mine] = [await internal(id), await own(id)]
    await people.agent.desk.messages.create({ id, kind: 'reply', body: 'Tome', attachmentIds: [theirs] })
    await people.ana.messages.create({ id, body: 'Gracias', attachmentIds: [mine] })
    for (const attachmentId of [theirs, mine]) {
      const change = { id: attachmentId, ...anAttachment, ticketId: id, fileUrl: 'https://evil.example/terms.pdf' }
      for (const call of [
        () => people.ana.attachments.update(change),
        () => people.ana.attachments.delete({ id: attachmentId }),
      ]) {
        await expect(call()).rejects.toMatchObject({ code: 'MESSAGE_NOT_EDITABLE' })
      }
    }
    await people.admin.attachments.delete({ id: theirs })
  })
})
