// For whom a webhook acts, and what happens when that caller loses access.
import { createSupportClient } from '@kinconecta/support-client'
import type { Scope } from '@kinconecta/support-contracts'
import { describe, expect, it } from 'vitest'
import { createApiKey, revokeApiKey } from '../../src/platform/identity/api-keys.ts'
import { tokenOf } from '../support/tokens.ts'
import { until, useWebhooks } from '../support/webhooks.ts'

const { service, receiver, ports } = useWebhooks({ isClosed: true })

describe('the access of an API key', () => {
  const clientFor = async (scopes: Scope[]) => {
    const { id, key } = await createApiKey(service.db, 'test', scopes, null)
    ports.push(receiver.port)
    return { id, ...createSupportClient({ url: service.url, token: key }) }
  }
  const writer = () => clientFor(['tickets:write'])

  it('to full payloads needs the scopes that read the objects', async () => {
    const { webhooks } = await clientFor(['webhooks:manage', 'tickets:read'])
    const created = webhooks.create({ url: receiver.url(), payload: 'full' })
    await expect(created).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  it('is checked when a message is sent: without tickets:read, full payloads have no object', async () => {
    const { id, webhooks } = await clientFor(['webhooks:manage', 'tickets:read', 'attachments:read'])
    const { webhookId } = await webhooks.create({ url: receiver.url('/full'), payload: 'full' })
    await service.db
      .updateTable('api_keys')
      .set({ scopes: ['webhooks:manage'] })
      .where('api_key_id', '=', id)
      .execute()
    await (await writer()).tickets.create({ fullName: 'A', email: 'a@example.com', subject: 'S', message: 'M' })
    const [message] = await receiver.arrived(1)
    expect(message!.event).toMatchObject({ type: 'ticket.created', object: null })
    await (await clientFor(['webhooks:manage'])).webhooks.delete({ id: webhookId })
  })

  it('ends its webhooks when it is revoked', async () => {
    const { id, webhooks } = await clientFor(['webhooks:manage'])
    const { webhookId } = await webhooks.create({ url: receiver.url() })
    await revokeApiKey(service.db, id)
    const before = receiver.messages.length
    await (await writer()).tickets.create({ fullName: 'A', email: 'a@example.com', subject: 'S', message: 'M' })
    const manager = await clientFor(['webhooks:manage'])
    const ended = await until(
      () => manager.webhooks.get({ id: webhookId }),
      ({ isEnabled }) => !isEnabled,
    )
    expect(ended.disabledReason).toBe('access_lost')
    expect(receiver.messages.length).toBe(before)
    // Whoever enables it again is the one for whom it acts from then on.
    await manager.webhooks.update({ id: webhookId, isEnabled: true })
    await receiver.arrived(before + 1)
  })
})

describe('the access of a person', () => {
  const clientOf = async (sub: string, role: string) =>
    createSupportClient({ url: service.url, token: await tokenOf(sub, role) })

  it.each([
    ['is disabled', async (id: string) => (await clientOf('1', 'ADMIN')).desk.agents.update({ id, isDisabled: true })],
    [
      'is no admin any more',
      async (id: string) => {
        await service.db.updateTable('agents').set({ role: 'agent' }).where('agent_id', '=', id).execute()
      },
    ],
  ])('ends the webhooks of an admin who %s', async (how, endAccess) => {
    ports.push(receiver.port)
    const id = `admin-${how.length}`
    const { webhookId } = await (await clientOf(id, 'ADMIN')).webhooks.create({ url: receiver.url('/person') })
    await endAccess(id)
    const admin = await clientOf('1', 'ADMIN')
    await admin.tickets.create({ fullName: 'A', email: 'a@example.com', subject: 'S', message: 'M' })
    const { disabledReason } = await until(
      () => admin.webhooks.get({ id: webhookId }),
      ({ isEnabled }) => !isEnabled,
    )
    const sent = receiver.messages.filter(({ path }) => path === '/person')
    expect([disabledReason, sent]).toEqual(['access_lost', []])
    await admin.webhooks.delete({ id: webhookId })
  })
})
