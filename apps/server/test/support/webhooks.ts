import { setTimeout as sleep } from 'node:timers/promises'
import type { WebhookCreate, WebhookDelivery, WebhookWithSecret } from '@kinconecta/support-client'
import { numberEvents } from '../../src/events/sequencer.ts'
import type { DisabledWebhook } from '../../src/webhooks/webhook-delivery.ts'
import { aTicket, outboundRules, type TestService, useService, type ServiceOptions } from './harness.ts'
import { useReceiver, type WebhookReceiver } from './webhook-receiver.ts'

/** Rules with which webhooks may be on loopback, at the ports of `ports`. */
export const loopbackRules = (ports: number[]) => ({
  ...outboundRules,
  isHttpAllowed: true,
  ports,
  allowedNetworks: ['127.0.0.0/8'],
  ownPort: 0,
})

/** A service that looks for work often and may send to a receiver on loopback. */
export function useWebhooks(options: ServiceOptions = {}) {
  const ports: number[] = []
  const disabled: DisabledWebhook[] = []
  const { webhooksOptions, ...others } = options
  const service = useService({
    webhooksOptions: {
      outboundRules: loopbackRules(ports),
      pollMs: 50,
      onDisabled: (webhook) => disabled.push(webhook),
      ...webhooksOptions,
    },
    ...others,
  })
  const receiver = useReceiver()
  return { service, receiver, ports, disabled, ...helpersOf(service, receiver, ports) }
}

function helpersOf(service: TestService, receiver: WebhookReceiver, ports: number[]) {
  const create = (input: Partial<WebhookCreate> = {}): Promise<WebhookWithSecret> => {
    if (!ports.includes(receiver.port)) ports.push(receiver.port)
    return service.client.webhooks.create({ url: receiver.url(), ...input })
  }
  const deliveries = async (id: number): Promise<WebhookDelivery[]> =>
    (await service.client.webhooks.listDeliveries({ id, limit: 1000 })).items.toReversed()
  return {
    create,
    deliveries,

    /** Resolves when `count` attempts are in the log, oldest first. */
    attempts: async (id: number, count: number): Promise<WebhookDelivery[]> =>
      until(
        () => deliveries(id),
        (rows) => rows.length >= count,
      ),

    /** Creates a ticket, and waits until its event is in the log. */
    ticket: async (): Promise<number> => {
      const { ticketId } = await service.client.tickets.create(aTicket)
      await numberEvents(service.db)
      return ticketId
    },

    update: async (id: number, message: string): Promise<void> => {
      await service.client.tickets.update({ ...aTicket, id, message })
      await numberEvents(service.db)
    },

    /** Sets the clock of the service forward. */
    passTime: (ms: number): void => {
      service.clock.now = new Date(Date.parse(service.clock.now) + ms).toISOString()
    },

    /** Deletes all webhooks, and forgets the messages. */
    reset: async (): Promise<void> => {
      receiver.behave = () => 200
      for await (const { webhookId } of service.client.webhooks.list()) {
        await service.client.webhooks.delete({ id: webhookId })
      }
      await sleep(200)
      receiver.messages.length = 0
    },
  }
}

const WITHIN_MS = 20_000

/** Reads until the value is as wanted. Throws after 20 seconds. */
export async function until<Value>(
  read: () => Promise<Value> | Value,
  isWanted: (value: Value) => boolean,
): Promise<Value> {
  const startedMs = performance.now()
  for (;;) {
    const value = await read()
    if (isWanted(value)) return value
    if (performance.now() - startedMs > WITHIN_MS) throw new Error(`Still ${JSON.stringify(value)}`)
    await sleep(20)
  }
}
