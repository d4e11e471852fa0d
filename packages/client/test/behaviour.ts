import { describe, expect, it } from 'vitest'
import { canTransition, isSupportApiError, type SupportClient } from '../src/index.ts'
import { makeAttachmentCreate, makeTicketCreate } from '../src/testing/index.ts'

const newTicket = makeTicketCreate()

/**
 * Tests the behaviour of the client. The real service and the fake run the same tests, so that the fake stays
 * equivalent. Other tickets may exist.
 */
export function testClientBehaviour(support: () => SupportClient): void {
  const create = (count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, index) => support().tickets.create({ ...newTicket, subject: `${index}` })),
    )

  const apiErrorOf = async (call: Promise<unknown>) => {
    const error = await call.catch((reason: unknown) => reason)
    if (!isSupportApiError(error)) throw error
    return error
  }

  describe('files', () => {
    const bytes = new TextEncoder().encode('¿Cómo me registro?')
    const file = new File([bytes], 'pregunta.txt', { type: 'text/plain' })
    const blob = new Blob([bytes], { type: 'text/plain' })

    it('are uploaded from a File or a Blob, and have a link', async () => {
      const { tickets, attachments } = support()
      const { ticketId } = await tickets.create(newTicket)
      const uploads = [{ file }, { file: blob, fileName: 'a.txt' }, { file: blob, fileName: 'b.txt' }]
      for (const upload of uploads) {
        const { data, version } = await attachments.upload({ ticketId, ...upload }).withResponse()
        const { fileName = 'pregunta.txt' } = upload as { fileName?: string }
        expect([data, version]).toMatchObject([
          { ticketId, fileName, mimeType: 'text/plain', fileSizeBytes: bytes.length },
          1,
        ])
        expect(await attachments.get({ id: data.attachmentId })).toEqual(data)
        const { url } = await attachments.link({ id: data.attachmentId, as: 'inline' })
        expect(url).toContain(`/api/support_ticket_attachments/${data.attachmentId}/file?`)
      }
      const elsewhere = await attachments.create(makeAttachmentCreate({ ticketId }))
      const none = await apiErrorOf(attachments.link({ id: elsewhere.attachmentId }))
      expect(none).toMatchObject({ status: 404, code: 'FILE_NOT_FOUND' })
    })

    it('are created with a ticket, only once with the same key', async () => {
      const { tickets, attachments } = support()
      const key = { idempotencyKey: `with files ${Math.random()}`.replaceAll(' ', '-') }
      const input = {
        ...newTicket,
        userId: 42,
        category: 'OTRO' as const,
        files: [file, { file: blob, fileName: 'a.txt' }],
      }
      const ticket = await tickets.create(input, key)
      expect(ticket).toMatchObject({ ...newTicket, userId: 42, category: 'OTRO' })
      expect(await tickets.create(input, key)).toEqual(ticket)
      const all = await attachments.list({ limit: 1000 }).toArray({ limit: 10_000 })
      const attached = all.filter(({ ticketId }) => ticketId === ticket.ticketId)
      expect(attached.map(({ fileName }) => fileName)).toEqual(['pregunta.txt', 'a.txt'])
    })

    it('report their progress, and are aborted by a signal', async () => {
      const { tickets, attachments } = support()
      const { ticketId } = await tickets.create(newTicket)
      const large = new File([new Uint8Array(2_000_000).fill(97)], 'large.txt', { type: 'text/plain' })
      const reported: number[] = []
      await attachments.upload({ ticketId, file: large }, { onProgress: ({ sentBytes }) => reported.push(sentBytes) })
      expect([reported.at(0), reported.at(-1)]).toEqual([0, 2_000_000])
      expect(reported).toEqual(reported.toSorted((a, b) => a - b))
      expect(reported.length).toBeGreaterThan(3)
      const stop = new AbortController()
      const onProgress = () => stop.abort()
      const ended = attachments.upload({ ticketId, file: large }, { onProgress, signal: stop.signal })
      await expect(ended).rejects.toMatchObject({ name: 'AbortError' })
    })

    it('are refused for an unknown ticket or without a name', async () => {
      const upload = support().attachments.upload({ ticketId: 999_999_999, file })
      expect(await apiErrorOf(upload)).toMatchObject({ status: 404, code: 'TICKET_NOT_FOUND' })
      await expect(support().attachments.upload({ ticketId: 1, file: blob })).rejects.toThrow('need a fileName')
    })
  })

  describe('the desk', () => {
    it('takes, tags and resolves a ticket, with a version of its own', async () => {
      const { desk, tickets } = support()
      const { agentId } = await desk.agents.me()
      const { ticketId: id } = await tickets.create(newTicket)
      const { data, version } = await desk.tickets.take({ id }).withResponse()
      expect([data.assigneeId, data.status, version]).toEqual([agentId, 'OPEN', 2])
      const name = `Tag ${id}`
      const tagged = await desk.tickets.update({ id, tags: [name], priority: 'HIGH' }, { ifVersion: version })
      expect(tagged).toMatchObject({ tags: [name], priority: 'HIGH', waitingOn: 'agent' })
      expect(await apiErrorOf(desk.tickets.release({ id }, { ifVersion: version }))).toMatchObject({
        status: 412,
        code: 'PRECONDITION_FAILED',
      })
      expect([canTransition(tagged, 'resolve'), canTransition(tagged, 'close')]).toEqual([false, false])
      expect(canTransition(tagged, 'resolve', { resolutionCode: 'SOLVED' })).toBe(true)
      const transition = { name: 'resolve', resolutionCode: 'SOLVED' } as const
      expect(await desk.tickets.transition({ id, transition })).toMatchObject({
        status: 'RESOLVED',
        resolutionCode: 'SOLVED',
        waitingOn: 'requester',
        allowedTransitions: ['reopen', 'close', 'close_as_duplicate'],
      })
      const refused = await apiErrorOf(desk.tickets.transition({ id, transition }))
      expect(refused).toMatchObject({ status: 409, code: 'STATUS_CONFLICT' })
      expect((await tickets.get({ id }).withResponse()).version).toBe(2)
    })

    it('has teams and tags', async () => {
      const { desk, tickets } = support()
      const { agentId } = await desk.agents.me()
      const { ticketId: id } = await tickets.create(newTicket)
      const input = { name: `Team ${id}`, assignment: 'round_robin', memberIds: [agentId] } as const
      const team = await desk.teams.create({ ...input, memberIds: [agentId] })
      expect(await desk.teams.get({ id: team.teamId })).toEqual(team)
      expect(await desk.tickets.assign({ id, teamId: team.teamId })).toMatchObject({ assigneeId: agentId })
      expect(await apiErrorOf(desk.teams.delete({ id: team.teamId }))).toMatchObject({ code: 'TEAM_IN_USE' })
      await desk.tickets.update({ id, tags: [`one ${id}`, `two ${id}`] })
      const tags = await desk.tags.list({ limit: 1000 }).toArray({ limit: 10_000 })
      const [one, two] = tags.slice(-2)
      await desk.tags.merge({ id: one!.tagId, into: two!.tagId })
      expect((await desk.tickets.get({ id })).tags).toEqual([two!.name])
      const { counts } = await desk.requesters.get({ email: newTicket.email })
      expect(counts.OPEN).toBeGreaterThan(0)
    })
  })

  describe('tickets and attachments', () => {
    it('are created, read, changed and deleted', async () => {
      const { tickets, attachments } = support()
      const ticket = await tickets.create({ ...newTicket, createdAt: '2026-03-11T04:30:00.123-06:00' })
      expect(ticket).toMatchObject({ ...newTicket, status: 'OPEN', createdAt: '2026-03-11T10:30:00' })
      const { ticketId } = ticket
      const attachment = await attachments.create(makeAttachmentCreate({ ticketId }))
      expect(await attachments.get({ id: attachment.attachmentId })).toEqual(attachment)
      const moved = { ...attachment, id: attachment.attachmentId, fileName: 'b.png', uploadedAt: '2026-03-12T00:00' }
      expect(await attachments.update(moved)).toEqual({
        ...attachment,
        fileName: 'b.png',
        uploadedAt: '2026-03-12T00:00:00',
      })
      const { fullName, email, subject, message } = newTicket
      const updated = await tickets.update({ id: ticketId, fullName, email, subject, message, status: 'RESOLVED' })
      expect(updated).toEqual({ ...ticket, status: 'RESOLVED', updatedAt: updated.updatedAt })
      expect(await tickets.get({ id: ticketId })).toEqual(updated)
      expect(await tickets.delete({ id: ticketId })).toBeNull()
      expect(await apiErrorOf(tickets.get({ id: ticketId }))).toMatchObject({ status: 404, code: 'TICKET_NOT_FOUND' })
      const gone = await apiErrorOf(attachments.get({ id: attachment.attachmentId }))
      expect(gone).toMatchObject({ status: 404, code: 'ATTACHMENT_NOT_FOUND' })
    })

    it('an error has a complete message, and lists invalid fields', async () => {
      const missing = await apiErrorOf(support().tickets.get({ id: 999_999_999 }))
      expect(missing.message).toMatch(/^404 TICKET_NOT_FOUND: Support ticket 999999999 not found \(request [\w-]+\)$/)
      const invalid = await apiErrorOf(
        support().tickets.create({ ...newTicket, subject: '', fullName: 'x'.repeat(151) }),
      )
      expect(invalid).toMatchObject({ status: 400, code: 'INVALID_INPUT' })
      expect(Object.keys(invalid.fieldErrors).toSorted()).toEqual(['fullName', 'subject'])
      expect(invalid.fieldErrors['fullName']).toEqual(['Too long: at most 150 characters'])
    })

    it('reads of one tick each get their own result', async () => {
      const made = await create(12)
      const ids = [...made.map(({ ticketId }) => ticketId), 999_999_999]
      const read = await Promise.allSettled(ids.map((id) => support().tickets.get({ id })))
      expect(read.slice(0, -1)).toEqual(made.map((value) => ({ status: 'fulfilled', value })))
      expect(read.at(-1)).toMatchObject({ status: 'rejected', reason: { code: 'TICKET_NOT_FOUND' } })
    })
  })

  describe('lists', () => {
    it('getNextPage reads all pages, and rejects after the last one', async () => {
      const made = await create(5)
      let page = await support().tickets.list({ limit: 2 })
      const items = [...page.items]
      while (page.hasNextPage()) {
        page = await page.getNextPage()
        expect(page.items.length).toBeLessThanOrEqual(2)
        items.push(...page.items)
      }
      expect(items.slice(-5)).toEqual(made.toSorted((a, b) => a.ticketId - b.ticketId))
      expect(page.nextCursor).toBeNull()
      await expect(page.getNextPage()).rejects.toThrow('last page')
    })

    it('for await iterates over all items, from the start or from a page', async () => {
      await create(5)
      const ids = []
      for await (const { ticketId } of support().tickets.list({ limit: 2 })) ids.push(ticketId)
      expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b))
      const page = await support().tickets.list({ limit: 2 })
      const again = []
      for await (const { ticketId } of page) again.push(ticketId)
      expect(again).toEqual(ids)
    })

    it('toArray returns as many items as its limit', async () => {
      await create(5)
      const list = () => support().tickets.list({ limit: 2 })
      expect(await list().toArray({ limit: 3 })).toHaveLength(3)
      await expect(list().toArray({} as never)).rejects.toThrow(TypeError)
    })

    it('a loop over nextCursor can start with null', async () => {
      await create(5)
      const { tickets, attachments } = support()
      const ids: number[] = []
      let cursor: string | null = null
      do {
        const page: { items: { ticketId: number }[]; nextCursor: string | null } = await tickets.list({
          limit: 2,
          cursor,
        })
        ids.push(...page.items.map(({ ticketId }) => ticketId))
        cursor = page.nextCursor
      } while (cursor !== null)
      expect(ids.length).toBeGreaterThanOrEqual(5)
      expect(ids).toEqual([...new Set(ids)])
      const first = await support().trpc.tickets.list.query({ limit: 2, cursor: null })
      expect(first.items.map(({ ticketId }) => ticketId)).toEqual(ids.slice(0, 2))
      expect((await attachments.list({ cursor: null, limit: 1 })).items.length).toBeLessThanOrEqual(1)
    })

    it('a stored cursor works, and an invalid one is refused', async () => {
      await create(3)
      const first = await support().tickets.list({ limit: 1 })
      const second = await support().tickets.list({ limit: 1, cursor: first.nextCursor! })
      expect(second.items).toEqual((await first.getNextPage()).items)
      const refused = await apiErrorOf(support().tickets.list({ cursor: 'nonsense' }))
      expect(refused).toMatchObject({ status: 400, code: 'CURSOR_INVALID' })
    })
  })

  describe('versions and keys', () => {
    it('a change of an old version is refused with the current version', async () => {
      const [ticket] = await create(1)
      const ref = { id: ticket!.ticketId }
      const { version } = await support().tickets.get(ref).withResponse()
      expect(version).toBe(1)
      const { ticketId: _, ...fields } = ticket!
      await support().tickets.update({ ...ref, ...fields, status: 'CLOSED' }, { ifVersion: 1 })
      const refused = await apiErrorOf(support().tickets.delete(ref, { ifVersion: 1 }))
      expect(refused).toMatchObject({ status: 412, code: 'PRECONDITION_FAILED' })
      expect(refused.headers.get('etag')).toBe('"2"')
    })

    it('updateWith loses no change of 4 concurrent writers', async () => {
      const [ticket] = await create(1)
      const id = ticket!.ticketId
      const append = (letter: string) =>
        support().tickets.updateWith(id, ({ subject }) => ({ subject: subject + letter }), { maxAttempts: 50 })
      await Promise.all(['a', 'b', 'c', 'd'].map(append))
      expect((await support().tickets.get({ id })).subject.split('').toSorted().join('')).toBe('0abcd')
    })

    it('updateWith writes nothing if change returns undefined, and stops after maxAttempts', async () => {
      const [ticket] = await create(1)
      const id = ticket!.ticketId
      expect(await support().tickets.updateWith(id, () => undefined)).toEqual(ticket)
      let attempts = 0
      const conflicting = support().tickets.updateWith(
        id,
        async ({ fullName, email, subject, message }) => {
          attempts++
          await support().tickets.update({ id, fullName, email, subject, message })
          return { subject: 'late' }
        },
        { maxAttempts: 2 },
      )
      expect(await apiErrorOf(conflicting)).toMatchObject({ code: 'PRECONDITION_FAILED' })
      expect(attempts).toBe(2)
    })

    it('a change with a key is made once, and refused with different content', async () => {
      const options = { idempotencyKey: crypto.randomUUID() }
      const first = await support().tickets.create(newTicket, options)
      expect(await support().tickets.create(newTicket, options)).toEqual(first)
      const other = await apiErrorOf(support().tickets.create({ ...newTicket, subject: 'other' }, options))
      expect(other).toMatchObject({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' })
    })
  })
}
