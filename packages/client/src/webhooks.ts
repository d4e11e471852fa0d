import type {
  SupportRouter,
  VersionedWebhookRef,
  Webhook,
  WebhookCreate,
  WebhookDelivery,
  WebhookDeliveryQuery,
  WebhookQuery,
  WebhookRef,
  WebhookReplay,
  WebhookReplayRequest,
  WebhookStatus,
  WebhookTest,
  WebhookUpdate,
  WebhookWithSecret,
} from '@kinconecta/support-contracts'
import type { TRPCClient } from '@trpc/client'
import type { SupportCall } from './call.ts'
import { call, listCall } from './caller.ts'
import type { CallOptions, ChangeOptions, VersionedChangeOptions } from './options.ts'
import type { ListCall } from './pages.ts'

/** Webhooks: URLs to which the service sends events. Only for admins and API keys with the scope `webhooks:manage`. */
export class Webhooks {
  readonly #trpc: TRPCClient<SupportRouter>['webhooks']

  constructor(trpc: TRPCClient<SupportRouter>['webhooks']) {
    this.#trpc = trpc
  }

  /**
   * Creates a webhook, which gets all events from now on. Defaults: all types, a `thin` payload, `v1` signatures. Only
   * this response has the `secret`. A retry after a lost response creates a second webhook.
   *
   * Rejects with `URL_NOT_ALLOWED` if the service may not send to the URL, `WEBHOOK_LIMIT_REACHED` if there are 50.
   * @example
   * const { webhookId, secret } = await support.webhooks.create({ url: 'https://example.com/kin-support' })
   */
  create(input: WebhookCreate, options?: ChangeOptions): SupportCall<WebhookWithSecret, 'webhooks.create'> {
    return call('webhooks.create', options, (to) => this.#trpc.create.mutate(input, to))
  }

  /**
   * Lists the webhooks, ascending by id: awaited, one page; iterated, all.
   * @example
   * for await (const { url, isEnabled } of support.webhooks.list()) console.log(url, isEnabled)
   */
  list(query: WebhookQuery = {}, options?: CallOptions): ListCall<Webhook, 'webhooks.list'> {
    return listCall('webhooks.list', query, options, (page, to) => this.#trpc.list.query(page, to))
  }

  /**
   * Returns the webhook with this id.
   *
   * Rejects with `WEBHOOK_NOT_FOUND`.
   * @example
   * const { isEnabled, disabledReason } = await support.webhooks.get({ id: 7 })
   */
  get(ref: WebhookRef, options?: CallOptions): SupportCall<Webhook, 'webhooks.get'> {
    return call('webhooks.get', options, (to) => this.#trpc.get.query(ref, to))
  }

  /**
   * Returns how far the deliveries of a webhook are.
   *
   * Rejects with `WEBHOOK_NOT_FOUND`.
   * @example
   * const { position, waitingTickets } = await support.webhooks.getStatus({ id: 7 })
   */
  getStatus(ref: WebhookRef, options?: CallOptions): SupportCall<WebhookStatus, 'webhooks.getStatus'> {
    return call('webhooks.getStatus', options, (to) => this.#trpc.getStatus.query(ref, to))
  }

  /**
   * Changes the given fields of a webhook. If it is enabled again, it goes on where it stopped, or with
   * `resumeFrom: 'now'` skips the events until now.
   *
   * Rejects with `WEBHOOK_NOT_FOUND`, `URL_NOT_ALLOWED`, `PRECONDITION_FAILED` if it does not have the version
   * `ifVersion`, `EVENTS_TRIMMED` if events after the place where it stopped were removed from the log.
   * @example
   * await support.webhooks.update({ id: 7, isEnabled: true, resumeFrom: 'stopped' })
   */
  update(
    input: WebhookUpdate,
    { ifVersion = input.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<Webhook, 'webhooks.update'> {
    return call('webhooks.update', options, (to) => this.#trpc.update.mutate({ ...input, ifVersion }, to))
  }

  /**
   * Deletes a webhook. Resolves to null.
   *
   * Rejects with `WEBHOOK_NOT_FOUND`, or with `PRECONDITION_FAILED` if it does not have the version `ifVersion`.
   * @example
   * await support.webhooks.delete({ id: 7 })
   */
  delete(
    ref: VersionedWebhookRef,
    { ifVersion = ref.ifVersion, ...options }: VersionedChangeOptions = {},
  ): SupportCall<null, 'webhooks.delete'> {
    return call('webhooks.delete', options, (to) => this.#trpc.delete.mutate({ ...ref, ifVersion }, to))
  }

  /**
   * Replaces the secret and the public key of a webhook. For 24 hours, messages are signed with the previous ones too.
   * Only this response has the new `secret`.
   *
   * Rejects with `WEBHOOK_NOT_FOUND`.
   * @example
   * const { secret } = await support.webhooks.rotateSecret({ id: 7 })
   */
  rotateSecret(ref: WebhookRef, options?: ChangeOptions): SupportCall<WebhookWithSecret, 'webhooks.rotateSecret'> {
    return call('webhooks.rotateSecret', options, (to) => this.#trpc.rotateSecret.mutate(ref, to))
  }

  /**
   * Sends a test event once, also if the webhook is disabled. The result is in `listDeliveries`.
   *
   * Rejects with `WEBHOOK_NOT_FOUND`.
   * @example
   * const { messageId } = await support.webhooks.test({ id: 7 })
   */
  test(ref: WebhookRef, options?: ChangeOptions): SupportCall<WebhookTest, 'webhooks.test'> {
    return call('webhooks.test', options, (to) => this.#trpc.test.mutate(ref, to))
  }

  /**
   * Lists the attempts of the last 30 days to deliver to a webhook, newest first: awaited, one page; iterated, all.
   *
   * Rejects with `WEBHOOK_NOT_FOUND`.
   * @example
   * for await (const { messageId, failure } of support.webhooks.listDeliveries({ id: 7, outcome: 'given_up' })) {
   *   console.log(messageId, failure)
   * }
   */
  listDeliveries(
    query: WebhookDeliveryQuery,
    options?: CallOptions,
  ): ListCall<WebhookDelivery, 'webhooks.listDeliveries'> {
    return listCall('webhooks.listDeliveries', query, options, (page, to) => this.#trpc.listDeliveries.query(page, to))
  }

  /**
   * Delivers events again, with the same ids: the event at `position`, those `from` a position `to` another, or all
   * that were given up since `failedSince`.
   *
   * Rejects with `WEBHOOK_NOT_FOUND`, `EVENTS_TRIMMED` if the events were removed from the log,
   * `WEBHOOK_REPLAYS_RUNNING` if 10 replays of this webhook are in progress.
   * @example
   * await support.webhooks.replay({ id: 7, from: 1200, to: 1260 })
   */
  replay(input: WebhookReplayRequest, options?: ChangeOptions): SupportCall<WebhookReplay, 'webhooks.replay'> {
    return call('webhooks.replay', options, (to) => this.#trpc.replay.mutate(input, to))
  }
}
