// Verification and signing of messages, against the libraries of others.
import { createPrivateKey, createPublicKey, randomBytes, sign } from 'node:crypto'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { Webhook as SvixWebhook } from 'svix'
import { describe, expect, it } from 'vitest'
import { signWebhook, verifyWebhook, type WebhookVerificationError } from '../src/webhooks/index.ts'

const SECRET = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`
const OTHER = `whsec_${randomBytes(32).toString('base64')}`
const body = JSON.stringify({ id: 'evt_1', type: 'ticket.deleted', ticketId: 7, data: {}, note: 'ñ €' })
const now = () => new Date()
const seconds = () => Math.floor(Date.now() / 1000)

describe('signWebhook', () => {
  it('signs as standardwebhooks and svix do', async () => {
    const timestamp = new Date('2026-03-11T10:30:00Z')
    const headers = await signWebhook(body, SECRET, { id: 'evt_1', timestamp })
    for (const library of [new StandardWebhook(SECRET), new SvixWebhook(SECRET)]) {
      expect(headers['webhook-signature']).toBe(library.sign('evt_1', timestamp, body))
    }
    expect(headers).toMatchObject({ 'webhook-id': 'evt_1', 'webhook-timestamp': '1773225000' })
  })

  it('signs what standardwebhooks and svix accept, with several secrets too', async () => {
    const headers = await signWebhook(body, [OTHER, SECRET])
    expect(new StandardWebhook(SECRET).verify(body, headers)).toEqual(JSON.parse(body))
    new SvixWebhook(OTHER).verify(body, headers) // throws if it is not valid
  })

  it('refuses keys that are none', async () => {
    for (const key of ['', 'secret', 'whsec_', 'whsec_!', 'whsk_AAAA', SECRET.slice(0, 20)]) {
      await expect(signWebhook(body, key)).rejects.toThrow(TypeError)
    }
  })
})

describe('verifyWebhook', () => {
  it('accepts what the libraries of others sign, as text and as bytes', async () => {
    const headers = {
      'Webhook-Id': 'evt_1',
      'Webhook-Timestamp': String(seconds()),
      'Webhook-Signature': new StandardWebhook(SECRET).sign('evt_1', now(), body),
    }
    expect(await verifyWebhook(body, headers, SECRET)).toEqual(JSON.parse(body))
    expect(await verifyWebhook(Buffer.from(body), new Headers(headers), [OTHER, SECRET])).toEqual(JSON.parse(body))
  })

  it('accepts Ed25519 signatures of Node, with the public key', async () => {
    const seed = randomBytes(32)
    const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
    const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    const publicBytes = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32)
    const publicKey = `whpk_${publicBytes.toString('base64')}`
    const timestamp = String(seconds())
    const signature = sign(null, Buffer.from(`evt_1.${timestamp}.${body}`), privateKey).toString('base64')
    const headers = {
      'webhook-id': 'evt_1',
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,AAAA v1a,${signature}`,
    }
    expect(await verifyWebhook(body, headers, publicKey)).toEqual(JSON.parse(body))
    const own = await signWebhook(body, `whsk_${Buffer.concat([seed, publicBytes]).toString('base64')}`)
    expect(await verifyWebhook(body, own, publicKey)).toEqual(JSON.parse(body))
    await expect(verifyWebhook(body, own, SECRET)).rejects.toMatchObject({ code: 'SIGNATURE_INVALID' })
  })

  it('refuses everything else, and says why', async () => {
    const valid = await signWebhook(body, SECRET, { id: 'evt_1' })
    const codeOf = (changes: object, text = body, secret = SECRET) =>
      verifyWebhook(text, { ...valid, ...changes }, secret).catch(({ code }: WebhookVerificationError) => code)
    expect(await codeOf({}, `${body} `)).toBe('SIGNATURE_INVALID')
    expect(await codeOf({}, body, OTHER)).toBe('SIGNATURE_INVALID')
    expect(await codeOf({ 'webhook-id': 'evt_2' })).toBe('SIGNATURE_INVALID')
    for (const signature of ['', 'v1', 'v1,', 'v1,!', 'v2,AAAA', 'v1a,AAAA', ','.repeat(9_000), ' '.repeat(9_000)]) {
      const code = signature === '' ? 'HEADERS_MISSING' : 'SIGNATURE_INVALID'
      expect(await codeOf({ 'webhook-signature': signature })).toBe(code)
    }
    for (const timestamp of ['', 'now', '1e9', '-1', '0', String(seconds() - 301), String(seconds() + 302)]) {
      const code = timestamp === '' ? 'HEADERS_MISSING' : 'TIMESTAMP_INVALID'
      expect(await codeOf({ 'webhook-timestamp': timestamp })).toBe(code)
    }
    await expect(verifyWebhook(body, {}, SECRET)).rejects.toMatchObject({ code: 'HEADERS_MISSING' })
    for (const text of ['', '[', '1', 'null', '{"type":1}']) {
      const signed = await signWebhook(text, SECRET)
      await expect(verifyWebhook(text, signed, SECRET)).rejects.toMatchObject({ code: 'BODY_INVALID' })
    }
    await expect(verifyWebhook(body, valid, 'secret')).rejects.toThrow(TypeError)
    await expect(verifyWebhook(body, valid, [])).rejects.toMatchObject({ code: 'SIGNATURE_INVALID' })
  })

  it('takes the tolerance and the time from the options', async () => {
    const headers = await signWebhook(body, SECRET, { timestamp: new Date('2026-03-11T10:30:00Z') })
    const later = new Date('2026-03-11T10:40:00Z')
    await expect(verifyWebhook(body, headers, SECRET, { now: later })).rejects.toMatchObject({
      code: 'TIMESTAMP_INVALID',
    })
    expect(await verifyWebhook(body, headers, SECRET, { now: later, toleranceSeconds: 601 })).toBeDefined()
  })
})
