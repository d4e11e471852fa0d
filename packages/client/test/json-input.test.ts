import { describe, expect, it } from 'vitest'
import { createSupportClient, isSupportError } from '../src/index.ts'
import { scriptedServer, success } from './scripted-server.ts'

const ticket = { id: 1, fullName: 'Ana', email: 'ana@example.com', subject: 'Cambio', message: 'Hola' }
const cyclic: Record<string, unknown> = {}
cyclic['self'] = cyclic

/** Sends an update with this input. Returns its error or result, and the requests. */
async function send(input: object) {
  const { url, requests } = await scriptedServer(success({ ticketId: 1 }))
  const error = await createSupportClient({ url })
    .tickets.update({ ...ticket, ...input })
    .catch((reason: unknown) => reason)
  return { error: error as Error, requests }
}

describe('an input that JSON would change is refused before it is sent', () => {
  it.each<[unknown, string]>([
    [Number.NaN, 'is NaN'],
    [Number.POSITIVE_INFINITY, 'is Infinity'],
    [Number.NEGATIVE_INFINITY, 'is -Infinity'],
    [42n, 'is a bigint'],
    [Symbol('s'), 'is a symbol'],
    [() => 1, 'is a function'],
    [new Date(0), 'is a Date; send text like'],
    [new Map([[1, 2]]), 'is a Map'],
    [new Set([1]), 'is a Set'],
    [/x/, 'is a RegExp'],
    [new Uint8Array(2), 'is a Uint8Array'],
    [new Error('x'), 'is a Error'],
    [new URL('http://a.example'), 'is a URL'],
    // oxlint-disable-next-line no-new-wrappers, unicorn/new-for-builtins -- the value under test
    [new Number(1), 'is a Number'],
    [{ toJSON: () => 1 }, 'has a toJSON method'],
    [cyclic, 'is nested more than 20 levels deep'],
  ])('%o', async (value, reason) => {
    const { error, requests } = await send({ userId: value })
    expect(isSupportError(error)).toBe(true)
    expect(error.message).toMatch(/^tickets\.update: userId[.\w]* /)
    expect(error.message).toContain(reason)
    expect(requests).toHaveLength(0)
  })

  it('nested values are reported with their path', async () => {
    const inside = await send({ extra: { list: [1, { deep: Number.NaN }] } })
    expect(inside.error.message).toContain('extra.list.1.deep is NaN')
    const missing = await send({ list: [1, undefined] })
    expect(missing.error.message).toContain('list.1 is undefined inside an array')
    const hole = await send({ list: Array.from({ length: 2 }).fill(1, 0, 1) })
    expect(hole.error.message).toContain('list.1 is undefined inside an array')
  })

  it('in a query, in a form, and in a call of the underlying tRPC client', async () => {
    const { url, requests } = await scriptedServer(success({}))
    const { tickets, attachments, trpc } = createSupportClient({ url })
    const file = { file: new Blob(['x']), fileName: 'a.txt' }
    await expect(tickets.list({ userId: Number.NaN })).rejects.toThrow('tickets.list: userId is NaN')
    await expect(attachments.list({ ticketId: [1, Number.NaN] })).rejects.toThrow('ticketId.1 is NaN')
    await expect(attachments.upload({ ticketId: Number.NaN, ...file })).rejects.toThrow('ticketId is NaN')
    await expect(tickets.create({ ...ticket, userId: Number.NaN, files: [file] })).rejects.toThrow('userId is NaN')
    await expect(trpc.tickets.get.query({ id: Number.NaN })).rejects.toThrow('id is NaN')
    expect(requests).toHaveLength(0)
  })
})

it('other values are sent: null, an undefined field, objects of a class and without a prototype', async () => {
  class Extra {
    value = -0
  }
  const { error, requests } = await send({
    userId: null,
    status: undefined,
    extra: new Extra(),
    more: Object.assign(Object.create(null), { a: '\uD800' }),
  })
  expect(error).toEqual({ ticketId: 1 })
  expect(JSON.parse(requests[0]!.body)).toEqual({ ...ticket, userId: null, extra: { value: 0 }, more: { a: '\uD800' } })
})
