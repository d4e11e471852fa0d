import type { WebhookWithSecret } from '@kinconecta/support-client'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { queries, support } from '../../app/support.ts'
import { useSave } from '../../app/use-save.ts'
import { useSettingsText } from '../../text/settings/settings-text.ts'
import { DateTime } from '../../time/time.tsx'
import { Button } from '../../ui/button.tsx'
import { FormProblem } from '../../ui/form.tsx'
import styles from '../settings.module.css'

const LOOK_AGAIN_MS = 5_000
const DAY_MS = 86_400_000

/** How far the deliveries are, and what can be done about them. */
export function WebhookActions({ id, onSecret }: { id: number; onSecret: (webhook: WebhookWithSecret) => void }) {
  const text = useSettingsText()
  const [done, setDone] = useState('')
  const stale = [queries.webhooks.getStatus.queryKey(), queries.webhooks.listDeliveries.queryKey()]
  const testing = useSave({
    send: (_: undefined, options) => support.webhooks.test({ id }, options),
    stale,
    onSaved: () => setDone(text.webhooks.tested),
  })
  const rotating = useSave({
    send: (_: undefined, options) => support.webhooks.rotateSecret({ id }, options),
    stale,
    onSaved: onSecret,
  })
  const replaying = useSave({
    send: (failedSince: string, options) => support.webhooks.replay({ id, failedSince }, options),
    stale,
    onSaved: ({ from, to }) => setDone(to < from ? text.webhooks.nothingToReplay : text.webhooks.replaying(from, to)),
  })
  return (
    <section>
      <h2>{text.webhooks.status}</h2>
      <WebhookFacts id={id} />
      <div className={styles['actions']}>
        <Button disabled={testing.isSaving} onClick={() => testing.save(undefined)}>
          {text.webhooks.test}
        </Button>
        <Button
          disabled={replaying.isSaving}
          onClick={() => replaying.save(new Date(Date.now() - DAY_MS).toISOString())}
        >
          {text.webhooks.replayFailed}
        </Button>
        <Button disabled={rotating.isSaving} onClick={() => rotating.save(undefined)}>
          {text.webhooks.rotate}
        </Button>
        <span role="status">{done}</span>
      </div>
      <FormProblem error={testing.error ?? rotating.error ?? replaying.error} />
    </section>
  )
}

function WebhookFacts({ id }: { id: number }) {
  const text = useSettingsText()
  const { data: status } = useQuery({
    ...queries.webhooks.getStatus.queryOptions({ id }),
    refetchInterval: LOOK_AGAIN_MS,
  })
  if (!status) return null
  return (
    <dl className={styles['facts']}>
      <Fact name={text.webhooks.position}>{status.position}</Fact>
      <Fact name={text.webhooks.waitingTickets}>{status.waitingTickets}</Fact>
      <Fact name={text.webhooks.lastSuccess}>
        {status.lastSuccessAt === null ? '—' : <DateTime at={status.lastSuccessAt} />}
      </Fact>
      {status.failingSince !== null && (
        <Fact name={text.webhooks.failingSince}>
          <DateTime at={status.failingSince} />
        </Fact>
      )}
      {status.pausedUntil !== null && (
        <Fact name={text.webhooks.pausedUntil}>
          <DateTime at={status.pausedUntil} />
        </Fact>
      )}
      {status.disabledReason !== null && (
        <Fact name={text.webhooks.disabled}>{text.webhooks.disabledReasons[status.disabledReason]}</Fact>
      )}
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
