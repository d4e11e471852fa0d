import type { WebhookDelivery } from '@kinconecta/support-client'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { queries, support } from '../../app/support.ts'
import { useSave } from '../../app/use-save.ts'
import { useSettingsText } from '../../text/settings/settings-text.ts'
import { DateTime } from '../../time/time.tsx'
import { Button } from '../../ui/button.tsx'
import { Failure } from '../../ui/failure.tsx'
import { SelectField } from '../../ui/field.tsx'
import { FormProblem } from '../../ui/form.tsx'
import styles from '../settings.module.css'

const PAGE_SIZE = 20
const LOOK_AGAIN_MS = 5_000
const OUTCOMES = ['delivered', 'failed', 'given_up'] as const

/** Every attempt to deliver an event, the newest first. */
export function DeliveryLog({ id }: { id: number }) {
  const text = useSettingsText()
  const [outcome, setOutcome] = useState<(typeof OUTCOMES)[number] | ''>('')
  const query = { id, limit: PAGE_SIZE, ...(outcome !== '' && { outcome }) }
  const list = useInfiniteQuery({
    ...queries.webhooks.listDeliveries.infiniteQueryOptions(query),
    refetchInterval: LOOK_AGAIN_MS,
  })
  const replaying = useSave({
    send: (position: number, options) => support.webhooks.replay({ id, position }, options),
    stale: [queries.webhooks.listDeliveries.queryKey()],
  })
  const deliveries = list.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <section>
      <div className={styles['head']}>
        <h2>{text.webhooks.deliveries}</h2>
        <SelectField
          label={text.webhooks.outcome}
          value={outcome}
          options={[
            ['', text.webhooks.allOutcomes],
            ...OUTCOMES.map((value) => [value, text.webhooks.outcomes[value]] as const),
          ]}
          onChange={setOutcome}
        />
      </div>
      <FormProblem error={replaying.error} />
      {list.error && deliveries.length === 0 && <Failure error={list.error} />}
      {list.isSuccess && deliveries.length === 0 && <p>{text.webhooks.noDeliveries}</p>}
      {deliveries.length > 0 && (
        <DeliveryTable deliveries={deliveries} isBusy={replaying.isSaving} onReplay={replaying.save} />
      )}
      {list.hasNextPage && (
        <Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {text.webhooks.older}
        </Button>
      )}
    </section>
  )
}

function DeliveryTable({
  deliveries,
  isBusy,
  onReplay,
}: {
  deliveries: readonly WebhookDelivery[]
  isBusy: boolean
  onReplay: (position: number) => void
}) {
  const text = useSettingsText()
  return (
    <div className={styles['scroll']}>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">{text.webhooks.time}</th>
            <th scope="col">{text.webhooks.event}</th>
            <th scope="col">{text.webhooks.outcome}</th>
            <th scope="col">{text.webhooks.answer}</th>
            <th scope="col">
              <span className={styles['hidden']}>{text.webhooks.again}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {deliveries.map((delivery) => (
            <DeliveryRow key={delivery.deliveryId} delivery={delivery} isBusy={isBusy} onReplay={onReplay} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function DeliveryRow({
  delivery,
  isBusy,
  onReplay,
}: {
  delivery: WebhookDelivery
  isBusy: boolean
  onReplay: (position: number) => void
}) {
  const text = useSettingsText()
  const { attemptedAt, type, ticketId, attempt, outcome, failure, status, durationMs, answer, position } = delivery
  return (
    <tr>
      <td>
        <DateTime at={attemptedAt} />
      </td>
      <td>
        <code>{type}</code>{' '}
        {ticketId !== null && (
          <Link to="/tickets/$ticketId" params={{ ticketId: String(ticketId) }}>
            #{ticketId}
          </Link>
        )}
      </td>
      <td>
        {text.webhooks.outcomes[outcome]} · {text.webhooks.attempt(attempt)}
        {failure !== null && <p>{text.webhooks.failures[failure]}</p>}
      </td>
      <td>
        {status ?? '—'} · {durationMs} ms
        {answer !== '' && <pre className={styles['answer']}>{answer}</pre>}
      </td>
      <td>
        {position !== null && (
          <Button disabled={isBusy} onClick={() => onReplay(position)}>
            {text.webhooks.again}
          </Button>
        )}
      </td>
    </tr>
  )
}
