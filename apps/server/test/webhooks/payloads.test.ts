// What a message contains and how it is signed: thin and full payloads, rotation, Ed25519, tests, replays.
import { createPublicKey, verify } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { verifyWebhook } from '@kinconecta/support-client/webhooks'
import { sql } from 'kysely'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { Webhook as SvixWebhook } from 'svix'
import { afterEach, describe, expect, it } from 'vitest'
import { numberEvents } from '../../src/events/sequencer.ts'
import { webhookSecrets } from '../../src/webhooks/webhook-secrets.ts'
import { insertDeliveries } from '../../src/webhooks/webhook-deliveries.repository.ts'
import { anAttachment } from '../support/harness.ts'
import type { Received } from '../support/webhook-receiver.ts'
import { aDelivery } from '../support/webhook-rows.ts'
import { until, useWebhooks } from '../support/webhooks.ts'

const open = useWebhooks()
const { service, receiver, ports, create, ticket, update, attempts, passTime, reset } = open
afterEach(reset)

const DAY_MS = 86_400_000

// The independent verifiers compare the timestamp with the real clock.
const useRealTime = () => void (service.clock.now = new Date().toISOString())
const headersOf = ({ headers }: Received) => headers as Record<string, string>

describe('signatures', () => {
  it('v1 are valid for the verifiers of standardwebhooks and svix', async () => {
    useRealTime()
    const { secret } = await create()
    await ticket()
    const [message] = await receiver.arrived(1)
    expect(new StandardWebhook(secret).verify(message!.body, headersOf(message!))).toEqual(message!.event)
    new SvixWebhook(secret).verify(message!.body, headersOf(message!)) // throws if it is not valid
    const tampered = message!.body.replace('ticket.created', 'ticket.deleted')
    for (const verifier of [new StandardWebhook(secret), new SvixWebhook(secret)]) {
      expect(() => verifier.verify(tampered, headersOf(message!))).toThrow('No matching signature found')
    }
  })

  it('v1a are valid for Node, and for the client with the public key alone', async () => {
    useRealTime()
    const { publicKey, secret } = await create({ signatures: ['v1a', 'v1'] })
    await ticket()
    const [message] = await receiver.arrived(1)
    const { body, headers } = message!
    const [, signature] = /v1a,(\S+)/.exec(String(headers['webhook-signature']))!
    const der = Buffer.concat([
      Buffer.from('302a300506032b6570032100', 'hex'),
      Buffer.from(publicKey!.slice(5), 'base64'),
    ])
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
    const signed = Buffer.from(`${headers['webhook-id'] as string}.${headers['webhook-timestamp'] as string}.${body}`)
    expect(verify(null, signed, key, Buffer.from(signature!, 'base64'))).toBe(true)
    expect(await verifyWebhook(body, headers, publicKey!)).toEqual(message!.event)
    expect(await verifyWebhook(body, headers, secret)).toEqual(message!.event)
  })

  it('are made with both secrets for 24 hours after a rotation, and both public keys', async () => {
    const first = await create({ signatures: ['v1', 'v1a'] })
    const second = await service.client.webhooks.rotateSecret({ id: first.webhookId })
    expect(second.secret).not.toBe(first.secret)
    expect(second.publicKey).not.toBe(first.publicKey)
    await ticket()
    const [message] = await receiver.arrived(1)
    const options = { now: new Date(service.clock.now) }
    for (const key of [first.secret, second.secret, first.publicKey!, second.publicKey!]) {
      expect(await verifyWebhook(message!.body, message!.headers, key, options)).toEqual(message!.event)
    }
    passTime(DAY_MS + 1_000)
    await ticket()
    const [, later] = await receiver.arrived(2)
    const check = (key: string) =>
      verifyWebhook(later!.body, later!.headers, key, { now: new Date(service.clock.now) }).then(
        () => true,
        () => false,
      )
    expect(await check(first.secret)).toBe(false)
    expect(await check(first.publicKey!)).toBe(false)
    expect(await check(second.secret)).toBe(true)
    expect((await service.client.webhooks.get({ id: first.webhookId })).previousSecretExpiresAt).toBeNull()
  })
})

describe('secrets', () => {
  it('are in one response, and in no column, log or stored outcome', async () => {
    ports.push(443)
    const created = await service.send(
      'POST',
      '/api/webhooks',
      { url: 'https://93.184.215.14/', isEnabled: false },
      {
        'idempotency-key': 'once',
      },
    )
    const { secret, webhookId } = created.json
    expect(secret).toMatch(/^whsec_[\w+/]{43}=$/)
    expect((await service.send('GET', `/api/webhooks/${webhookId}`)).text).not.toContain('secret":"')
    const { rows } = await sql<{ text: string }>`select webhooks::text as text from webhooks
      union all select idempotency_keys::text from idempotency_keys`.execute(service.db)
    const hex = Buffer.from(secret.slice(6), 'base64').toString('hex')
    const everything = rows.map(({ text }) => text).join('\n')
    expect(everything).toContain('93.184.215.14')
    for (const form of [secret, secret.slice(6), hex]) expect(everything).not.toContain(form)
  })
})

describe('the key of the secrets', () => {
  const [configured, ofInstallation] = [Buffer.from('a configured key'), Buffer.from('the key of the installation')]

  it('is the configured one; secrets from before it was configured stay readable', () => {
    const [before, after] = [webhookSecrets([ofInstallation]), webhookSecrets([configured, ofInstallation])]
    expect(after.open(before.create().encrypted)).toBeDefined()
    const { encrypted } = after.create()
    expect(after.open(encrypted)).toBeDefined()
    expect(before.open(encrypted)).toBeUndefined() // a copy of the database does not have the configured key
  })

  it('disables a webhook if it is lost, until its secret is rotated', async () => {
    const { webhookId } = await create()
    const foreign = webhookSecrets([configured]).create().encrypted
    await service.db.updateTable('webhooks').set({ secret: foreign }).execute()
    await sleep(200) // a poll reads the row
    await ticket()
    const { disabledReason } = await until(
      () => service.client.webhooks.get({ id: webhookId }),
      ({ isEnabled }) => !isEnabled,
    )
    expect(disabledReason).toBe('secret_unreadable')
    await service.client.webhooks.test({ id: webhookId })
    expect(await attempts(webhookId, 1)).toMatchObject([{ type: 'webhook.test', failure: 'unsigned' }])
    expect(receiver.messages).toEqual([])
    const { secret } = await service.client.webhooks.rotateSecret({ id: webhookId })
    await service.client.webhooks.update({ id: webhookId, isEnabled: true })
    const [message] = await receiver.arrived(1)
    const now = new Date(service.clock.now)
    expect(await verifyWebhook(message!.body, message!.headers, secret, { now })).toEqual(message!.event)
  })
})

describe('payloads', () => {
  it('full: with the object as it is when it is sent', async () => {
    await create({ payload: 'full' })
    const ticketId = await ticket()
    const { attachmentId } = await service.client.attachments.create({ ...anAttachment, ticketId })
    await numberEvents(service.db)
    await receiver.arrived(2)
    const [ofTicket, ofAttachment] = receiver.messages.map(({ event }) =>
      'object' in event ? event.object : undefined,
    )
    expect(ofTicket).toEqual(await service.client.tickets.get({ id: ticketId }))
    expect(ofAttachment).toEqual(await service.client.attachments.get({ id: attachmentId }))
    await service.client.tickets.delete({ id: ticketId })
    await numberEvents(service.db)
    const messages = await receiver.arrived(3)
    expect(messages[2]!.event).toMatchObject({ type: 'ticket.deleted', object: null })
  })

  it('full: a change before the next attempt is in it', async () => {
    receiver.behave = () => 500
    await create({ payload: 'full' })
    const ticketId = await ticket()
    await receiver.arrived(1)
    await update(ticketId, 'newer')
    receiver.behave = () => 200
    passTime(10_000)
    const messages = await receiver.arrived(2)
    expect(messages[1]!.event).toMatchObject({ version: 1, object: { message: 'newer' } })
  })

  it('thin: without any text that a person wrote', async () => {
    await create()
    await ticket()
    const [message] = await receiver.arrived(1)
    expect(Object.keys(message!.event)).not.toContain('object')
  })
})

describe('a test event', () => {
  it('is sent once, also to a disabled webhook, and is in the log of deliveries', async () => {
    const { webhookId, secret } = await create({ isEnabled: false })
    const { messageId } = await service.client.webhooks.test({ id: webhookId })
    const [message] = await receiver.arrived(1)
    expect(message!.event).toEqual({ id: messageId, type: 'webhook.test', occurredAt: service.clock.now.slice(0, 19) })
    const now = new Date(service.clock.now)
    expect(await verifyWebhook(message!.body, message!.headers, secret, { now })).toEqual(message!.event)
    const [attempt] = await attempts(webhookId, 1)
    expect(attempt).toMatchObject({ messageId, position: null, type: 'webhook.test', outcome: 'delivered' })
  })
})

describe('a replay', () => {
  const ids = () => receiver.messages.map(({ headers }) => headers['webhook-id'])

  it('sends one event, or a range, again with the same ids', async () => {
    const { webhookId } = await create()
    for (let count = 0; count < 4; count++) await ticket()
    await receiver.arrived(4)
    await attempts(webhookId, 4)
    const sent = ids()
    const positions = receiver.messages.map(({ event }) => ('position' in event ? event.position : 0))
    await service.client.webhooks.replay({ id: webhookId, position: positions[1]! })
    await receiver.arrived(5)
    await service.client.webhooks.replay({ id: webhookId, from: positions[2]!, to: positions[3]! })
    await receiver.arrived(7)
    expect(new Set(ids().slice(4))).toEqual(new Set(sent.slice(1)))
    await until(
      () => service.client.webhooks.getStatus({ id: webhookId }),
      ({ replays }) => replays === 0,
    )
  })

  it('sends all that were given up since a time', async () => {
    const { webhookId } = await create()
    for (let count = 0; count < 3; count++) await ticket()
    const messages = await receiver.arrived(3)
    const { event } = messages[1]!
    const position = 'position' in event ? event.position : 0
    const old = new Date(Date.parse(service.clock.now) - DAY_MS).toISOString()
    await insertDeliveries(service.db, [
      aDelivery(webhookId, { position, attempted_at: service.clock.now }),
      aDelivery(webhookId, { position: position - 1, attempted_at: old }),
    ])
    await service.client.webhooks.replay({ id: webhookId, failedSince: service.clock.now })
    await receiver.arrived(4)
    await until(
      () => service.client.webhooks.getStatus({ id: webhookId }),
      ({ replays }) => replays === 0,
    )
    expect(ids().slice(3)).toEqual([event.id])
  })
})
