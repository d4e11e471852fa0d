import { type Access, ACCESS, type Operation, operations, type Scope, SCOPES } from '@kinconecta/support-contracts'
import { beforeAll, describe, expect, it } from 'vitest'
import { createApiKey } from '../../src/platform/identity/api-keys.ts'
import { aTicket, useService } from '../support/harness.ts'
import { formOf, pdf, png, pngOf } from '../support/sample-files.ts'
import { ATTACHMENTS, filesOf, statusAndCode, TICKETS } from '../support/stored-files.ts'
import { bearer, tokenOf } from '../support/tokens.ts'

const limits = { maxFileBytes: 1_000_000, filesPerTicket: 3, bytesPerDay: 5_000, types: ['image/png'] }
const service = useService({ isClosed: true, filesOptions: { limits } })
const { count, download } = filesOf(service)

type Caller = 'guest' | 'owner' | 'other' | 'agent'
let headers: Record<Caller, Record<string, string>>
let ticketId: number
beforeAll(async () => {
  headers = {
    guest: {},
    owner: bearer(await tokenOf('42', 'TOURIST')),
    other: bearer(await tokenOf('43', 'GUIDE')),
    agent: bearer(await tokenOf('a-1', 'AGENT')),
  }
  ticketId = await ticketOf('owner')
})

const ticketOf = async (caller: Caller): Promise<number> =>
  (await service.send('POST', TICKETS, aTicket, headers[caller])).json.ticketId
const uploadAs = (caller: Caller, file = png, to = ticketId) =>
  service.send('POST', ATTACHMENTS, formOf({ ticketId: to }, [file]), headers[caller])
const form = (size = 100) => formOf(aTicket, [pngOf(size)], 'files')

describe('the access table applies to every operation with files', () => {
  const addressOf = ({ meta }: Operation) =>
    `/api${meta.openapi.path.replace('{id}', '1').replace('{uploadId}', '00000000-0000-4000-8000-000000000000')}`
  const call = (operation: Operation, sent: Record<string, string>) => {
    const body = operation.meta.files
      ? formOf({ ...aTicket, ticketId: 9_999 }, [png], operation.meta.files.name)
      : undefined
    return service.send(operation.meta.openapi.method, addressOf(operation), body, sent)
  }

  it.each(operations.filter(({ isRpc }) => !isRpc))('$path', async (operation) => {
    const { guest, service: needed }: Access = ACCESS[operation.path]
    if (needed === null) throw new Error('Every operation with files has a scope')
    const before = await count()
    const keyOf = async (scopes: Scope[]) => bearer((await createApiKey(service.db, 'test', scopes, null)).key)
    const without = await call(operation, await keyOf(SCOPES.filter((scope) => scope !== needed)))
    expect([statusAndCode(without), without.text.includes(needed)]).toEqual([[403, 'FORBIDDEN'], true])
    expect(await count()).toEqual(before)
    const allowed = await call(operation, await keyOf([needed]))
    expect([401, 403]).not.toContain(allowed.status)
    const [, code] = statusAndCode(await call(operation, {}))
    expect(code === 'UNAUTHENTICATED').toBe(guest === 'none')
    expect(statusAndCode(await call(operation, { authorization: 'Bearer nonsense' }))).toEqual([401, 'TOKEN_INVALID'])
  })
})

describe('uploading', () => {
  it.each([
    ['owner', 201, undefined],
    ['agent', 201, undefined],
    ['other', 404, 'TICKET_NOT_FOUND'],
    ['guest', 401, 'UNAUTHENTICATED'],
  ] as const)('by %s: %d %s, and a file is stored only if it is allowed', async (caller, status, code) => {
    const before = await count()
    expect(statusAndCode(await uploadAs(caller))).toEqual([status, code])
    expect((await count()).stored - before.stored).toBe(status === 201 ? 1 : 0)
  })

  it.each(['other', 'guest'] as const)('by %s is rejected before a byte of the file arrives', async (caller) => {
    const { promise: neverSent, resolve } = Promise.withResolvers<void>()
    const start = '--b\r\nContent-Disposition: form-data; name="ticketId"\r\n\r\n'
    const file = '\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
    const body = new ReadableStream({
      async start(controller) {
        controller.enqueue(new TextEncoder().encode(`${start}${ticketId}${file}`))
        await neverSent
        controller.close()
      },
    })
    const type = { 'content-type': 'multipart/form-data; boundary=b' }
    const request = { method: 'POST', headers: { ...headers[caller], ...type }, body, duplex: 'half' } as const
    const response = await fetch(service.url + ATTACHMENTS, request)
    expect([401, 404]).toContain(response.status)
    expect((await count()).drafts).toBe(0)
    resolve()
  })

  it('a guest may send files with its ticket, within the daily quota', async () => {
    const answers = [await service.send('POST', TICKETS, form(2_000)), await service.send('POST', TICKETS, form(2_900))]
    expect(answers.map(({ status }) => status)).toEqual([201, 201])
    expect(answers[0]!.json).toMatchObject({ userId: null, roleContext: 'GUEST' })
    const before = await count()
    expect(statusAndCode(await service.send('POST', TICKETS, form(2_000)))).toEqual([409, 'UPLOAD_QUOTA_REACHED'])
    expect(await count()).toEqual(before)
  })

  it('403 FIELD_NOT_ALLOWED for a guest that sends userId, before a file is read', async () => {
    const chosen = formOf({ ...aTicket, userId: 7 }, [png], 'files')
    expect(statusAndCode(await service.send('POST', TICKETS, chosen))).toEqual([403, 'FIELD_NOT_ALLOWED'])
  })

  it('a member has a daily quota, also with concurrent uploads and after a deletion; agents have none', async () => {
    const own = await ticketOf('other')
    const tickets = [own, await ticketOf('other'), await ticketOf('other'), await ticketOf('other')]
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => uploadAs('other', pngOf(1_000), tickets[index % 4])),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5)
    const { attachmentId } = answers.find(({ status }) => status === 201)!.json
    expect((await service.send('DELETE', `${ATTACHMENTS}/${attachmentId}`, undefined, headers.other)).status).toBe(204)
    expect(statusAndCode(await uploadAs('other', pngOf(1_000), own))).toEqual([409, 'UPLOAD_QUOTA_REACHED'])
    expect((await uploadAs('agent', pngOf(6_000), tickets[3])).status).toBe(201)
  })
})

describe('limits', () => {
  it('413 FILE_TOO_LARGE, by Content-Length or while the file is received', async () => {
    const ticket = await ticketOf('agent')
    const before = await count()
    expect(statusAndCode(await uploadAs('agent', pngOf(1_000_001), ticket))).toEqual([413, 'FILE_TOO_LARGE'])
    expect(statusAndCode(await uploadAs('agent', pngOf(5_000_000), ticket))).toEqual([413, 'FILE_TOO_LARGE'])
    expect(await count()).toEqual(before)
    expect((await uploadAs('agent', pngOf(1_000_000), ticket)).status).toBe(201)
  })

  it('415 for a type that is not in the list', async () => {
    expect(statusAndCode(await uploadAs('agent', pdf))).toEqual([415, 'FILE_TYPE_NOT_ALLOWED'])
  })
})

describe('updating an attachment whose file is stored here', () => {
  const update = async (changes: Record<string, unknown>) => {
    const ticket = await ticketOf('owner')
    const { json } = await uploadAs('agent', png, ticket)
    const { attachmentId, uploadedAt: _, ...fields } = json
    const body = { ...fields, ...changes }
    return service.send('PUT', `${ATTACHMENTS}/${attachmentId}`, body, headers.owner)
  }

  it('the name may change, but not the kind of its extension', async () => {
    expect((await update({ fileName: 'otro nombre.PNG' })).json).toMatchObject({ fileName: 'otro nombre.PNG' })
    expect(statusAndCode(await update({ fileName: 'otro.html' }))).toEqual([403, 'FIELD_NOT_ALLOWED'])
    expect(statusAndCode(await update({ fileName: 'a/../b.png' }))).toEqual([403, 'FIELD_NOT_ALLOWED'])
  })

  it.each([
    { fileUrl: 'https://example.com/a.png' },
    { mimeType: 'text/html' },
    { mimeType: null },
    { fileSizeBytes: 1 },
  ])('403 FIELD_NOT_ALLOWED for %o', async (changes) => {
    expect(statusAndCode(await update(changes))).toEqual([403, 'FIELD_NOT_ALLOWED'])
  })

  it('409 FILE_LIMIT_REACHED if the new ticket has no room for another file', async () => {
    const full = await ticketOf('owner')
    for (let file = 0; file < 3; file++) await uploadAs('agent', png, full)
    expect(statusAndCode(await update({ ticketId: full }))).toEqual([409, 'FILE_LIMIT_REACHED'])
    const empty = await ticketOf('owner')
    expect((await update({ ticketId: empty })).json).toMatchObject({ ticketId: empty })
  })
})

describe('downloading', () => {
  it.each([
    ['owner', 200],
    ['agent', 200],
    ['other', 404],
    ['guest', 401],
  ] as const)('by %s: %d', async (caller, status) => {
    const { json } = await uploadAs('agent', png, await ticketOf('owner'))
    expect((await download(json.attachmentId, '', headers[caller])).status).toBe(status)
  })

  describe('with a signed link', () => {
    const linkTo = async (query = '') => {
      const { json } = await uploadAs('agent', png, await ticketOf('owner'))
      const address = `${ATTACHMENTS}/${json.attachmentId}/link${query}`
      const { json: link } = await service.send('GET', address, undefined, headers.owner)
      return { id: json.attachmentId as number, query: new URL(link.url).search, expiresAt: link.expiresAt as string }
    }

    it('works without a token for 5 minutes', async () => {
      service.clock.now = '2026-03-11T10:30:00.000Z'
      const { id, query, expiresAt } = await linkTo()
      expect(expiresAt).toBe('2026-03-11T10:35:00')
      expect((await download(id, query)).bytes).toEqual(png.bytes)
      service.clock.now = '2026-03-11T10:34:59.000Z'
      expect((await download(id, query)).status).toBe(200)
      service.clock.now = '2026-03-11T10:35:00.000Z'
      expect(statusAndCode(await service.send('GET', `${ATTACHMENTS}/${id}/file${query}`))).toEqual([
        403,
        'LINK_INVALID',
      ])
      service.clock.now = '2026-03-11T10:30:00.000Z'
    })

    it('works only for the file and the disposition of the link', async () => {
      const { id, query } = await linkTo('?as=inline')
      const shown = await download(id, query)
      expect([shown.status, shown.headers.get('content-disposition')]).toEqual([200, `inline; filename=${png.name}`])
      const { id: other } = await linkTo()
      expect((await download(other, query)).status).toBe(403)
      expect((await download(id, query.replace('inline=true&', ''))).status).toBe(403)
      expect((await download(id, query.replace(/expires=\d+/, 'expires=9999999999'))).status).toBe(403)
      expect((await download(id, `${query}x`)).status).toBe(403)
      expect((await download(id, '?expires=9999999999&signature=')).status).toBe(403)
    })

    it('404 when the attachment is deleted', async () => {
      const { id, query } = await linkTo()
      await service.send('DELETE', `${ATTACHMENTS}/${id}`, undefined, headers.owner)
      expect((await download(id, query)).status).toBe(404)
    })
  })
})
