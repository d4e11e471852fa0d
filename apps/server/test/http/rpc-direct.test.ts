// Plain JSON calls are answered without tRPC's HTTP library (http/rpc/rpc-direct.ts). Each request is sent to two
// services with a database each: unchanged, and with an unknown parameter, so that the library answers it. The
// responses must be equal byte for byte.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Answer, anAttachment, aTicket, useService } from '../support/harness.ts'

const direct = useService()
const library = useService()
const closed = useService({ isClosed: true })

interface Sent {
  method?: string
  path: string
  body?: unknown
  headers?: Record<string, string>
}

const SAME = ['content-type', 'vary', 'etag', 'retry-after', 'idempotency-replayed', 'allow', 'www-authenticate']

const wire = ({ status, text, headers }: Answer) => ({
  status,
  text,
  headers: Object.fromEntries(SAME.map((name) => [name, headers.get(name)])),
})
const isDirect = ({ headers }: Answer) => headers.get('transfer-encoding') === null

async function both({ method = 'GET', path, body, headers = {} }: Sent): Promise<[Answer, Answer]> {
  const named = { 'x-request-id': 'the-same', ...headers }
  const elsewhere = `${path}${path.includes('?') ? '&' : '?'}unknown=1`
  return Promise.all([
    direct.send(method, `/trpc/${path}`, body, named),
    library.send(method, `/trpc/${elsewhere}`, body, named),
  ])
}

const get = (input: unknown) => `tickets.get?input=${encodeURIComponent(JSON.stringify(input))}`
const batch = (operations: string, inputs: unknown) =>
  `${operations}?batch=1&input=${encodeURIComponent(JSON.stringify(inputs))}`
const create = (body: unknown, headers?: Record<string, string>): Sent => ({
  method: 'POST',
  path: 'tickets.create',
  body,
  ...(headers && { headers }),
})
const key = { 'idempotency-key': 'a-key' }

const answeredDirectly: Sent[] = [
  create(aTicket),
  create({ ...aTicket, subject: 'ñandú 🦤 "\\ \u2028', userId: 7 }, { 'content-type': 'application/json' }),
  create(aTicket, key),
  create(aTicket, key),
  create({ ...aTicket, subject: 'other' }, key),
  create({ ...aTicket, subject: '', userId: 'x' }),
  create('null'),
  create('[]'),
  create('"text"'),
  create({ ...aTicket, __proto__: { subject: '' } }),
  create('{"__proto__":{"subject":"x"}}'),
  create(''),
  { path: get({ id: 1 }) },
  { path: get({ id: 1 }), headers: { 'if-none-match': '"1"' } },
  { path: get({ id: 1 }), headers: { accept: 'text/html, */*', 'content-type': 'application/json' } },
  { path: get({ id: 99 }) },
  { path: get({ id: '1' }) },
  { path: get({ id: 1, more: true }) },
  { path: get(null) },
  { path: 'tickets.get' },
  { path: 'tickets.get?input=' },
  { path: 'tickets.get?input=%20%7B%22id%22%3A+1%7D' },
  { path: 'tickets.get?input={"id":1}' },
  { path: 'tickets.get?batch=0&input={"id":1}' },
  { path: 'tickets.list' },
  { path: 'tickets.list?input={"limit":1}' },
  { path: 'tickets.list?input={"cursor":"nonsense"}' },
  { path: batch('tickets.get', { 0: { id: 1 } }) },
  { path: batch('tickets.get,tickets.get,tickets.list', { 0: { id: 1 }, 1: { id: 2 }, 2: { limit: 1 } }) },
  { path: batch('tickets.get,tickets.get', { 0: { id: 1 }, 1: { id: 99 } }) },
  { path: batch('tickets.get,tickets.get', { 0: { id: 98 }, 1: { id: 99 } }) },
  { path: batch('tickets.get,tickets.get', { 0: { id: 99 }, 1: { id: -1 } }) },
  { path: batch('tickets.get,tickets.get', { 1: { id: 1 }, 2: { id: 1 }, x: 1 }) },
  { path: batch(Array.from({ length: 10 }, () => 'tickets.get').join(','), { 3: { id: 1 } }) },
  { path: 'tickets.get,tickets.list?batch=1' },
  { path: 'tickets.get?batch=1&input={"__proto__":{"0":{"id":1}}}' },
  { method: 'POST', path: 'tickets.create,attachments.create?batch=1', body: { 0: aTicket, 1: { ticketId: 99 } } },
  { method: 'POST', path: 'attachments.create', body: { ...anAttachment, ticketId: 1 } },
  { method: 'POST', path: 'attachments.create', body: { ...anAttachment, ticketId: 99 } },
  { method: 'POST', path: 'tickets.update', body: { id: 1, ...aTicket, ifVersion: 7 } },
  { method: 'POST', path: 'tickets.update', body: { id: 1, ...aTicket, ifVersion: 1 } },
  { method: 'POST', path: 'tickets.delete', body: { id: 2 }, headers: { 'idempotency-key': '"gone"' } },
  { method: 'POST', path: 'tickets.delete', body: { id: 2 }, headers: { 'idempotency-key': 'gone' } },
  { method: 'POST', path: 'tickets.delete', body: { id: 2 } },
]

const leftToLibrary: Sent[] = [
  { path: '__proto__' },
  { path: 'constructor' },
  { path: 'tickets' },
  { path: 'tickets.nothing' },
  { path: 'tickets.get,tickets.get' },
  { path: batch('tickets.get,__proto__', { 0: { id: 1 } }) },
  { path: batch('tickets.get,', { 0: { id: 1 } }) },
  { path: batch('tickets.get,tickets.create', { 0: { id: 1 }, 1: aTicket }) },
  { path: batch(Array.from({ length: 11 }, () => 'tickets.get').join(','), {}) },
  { path: 'tickets.get?batch=1&input=null' },
  { path: 'tickets.get?batch=1&input=[]' },
  { path: 'tickets.get?batch=1&input=1' },
  { path: 'tickets.get?batch=1&input=[{"id":1}]' },
  { path: 'tickets.get?input={' },
  { path: 'tickets.get?input=%ZZ' },
  { path: 'tickets.get?input=%7B%22id%22%3A%22%FF%22%7D' },
  { path: 'tickets.get?input={"id":1}&input={"id":2}' },
  { path: 'tickets.create' },
  { method: 'POST', path: 'tickets.get', body: { id: 1 } },
  { method: 'POST', path: 'tickets.create', body: '{' },
  { method: 'POST', path: 'tickets.create?batch=1', body: '[]' },
  create(aTicket, { 'idempotency-key': 'not a key' }),
  create(aTicket, { 'content-type': 'application/json; charset=utf-8' }),
  create(aTicket, { 'content-type': 'application/json', 'trpc-accept': 'application/jsonl' }),
  { path: get({ id: 1 }), headers: { 'content-type': 'multipart/form-data; boundary=x' } },
  { path: get({ id: 1 }), headers: { 'content-type': 'application/octet-stream' } },
  { path: get({ id: 1 }), headers: { 'content-type': 'text/plain' } },
  { path: batch('tickets.get', { 0: { id: 1 } }), headers: { accept: 'application/jsonl' } },
  { path: batch('tickets.get', { 0: { id: 1 } }), headers: { 'trpc-accept': 'application/jsonl' } },
  { path: `${get({ id: 1 })}&connectionParams=1` },
  { path: `${get({ id: 1 })}&lastEventId=1` },
]

describe('the direct response equals the library’s', () => {
  it.each(answeredDirectly)('$method $path $body', async (sent) => {
    const [own, its] = await both(sent)
    expect(wire(own)).toEqual(wire(its))
    expect([isDirect(own), isDirect(its)]).toEqual([true, false])
  })

  it.each(leftToLibrary)('left to the library: $method $path $body $headers', async (sent) => {
    const [own, its] = await both(sent)
    expect(wire(own)).toEqual(wire(its))
  })

  it.each(['tickets.get?input={"id":1}', batch('tickets.get,tickets.list', {})])(
    'for a guest without permission: %s',
    async (path) => {
      const headers = { 'x-request-id': 'the-same' }
      const own = await closed.send('GET', `/trpc/${path}`, undefined, headers)
      const its = await closed.send('GET', `/trpc/${path}&unknown=1`, undefined, headers)
      expect(wire(own)).toEqual(wire(its))
      expect([own.status, isDirect(own), isDirect(its)]).toEqual([401, true, false])
    },
  )

  it('for random requests', async () => {
    const operations = fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom('tickets.get', 'attachments.get', 'tickets.list') },
      fc.constantFrom('tickets.create', 'tickets.update', 'toString', 'tickets', ''),
    )
    const input = fc.oneof(
      fc.record({ id: fc.oneof(fc.integer({ min: -1, max: 9 }), fc.jsonValue()) }),
      fc.dictionary(fc.constantFrom('0', '1', '2', '__proto__', 'id'), fc.record({ id: fc.integer() })),
      fc.jsonValue(),
    )
    const text = fc.oneof(
      input.map((value) => JSON.stringify(value)),
      fc.string({ unit: 'binary' }),
    )
    const method = fc.constantFrom('GET', 'GET', 'POST')
    const paths = fc.array(operations, { minLength: 1, maxLength: 11 })
    const flag = fc.constantFrom('', '&batch=1', '&batch=1', '&batch', '&batch=true', '&batch=0', '&batch=1&batch=1')
    await fc.assert(
      fc.asyncProperty(method, paths, flag, text, fc.boolean(), async (verb, names, batched, value, isRaw) => {
        const written = isRaw ? encodeURI(value).replaceAll(/[#&?]/g, '') : encodeURIComponent(value)
        const path = `${names.join(',')}?input=${written}${batched}`
        const [own, its] = await both({ method: verb, path, ...(verb === 'POST' && { body: value }) })
        expect(wire(own)).toEqual(wire(its))
      }),
      { numRuns: 400 },
    )
  })
})
