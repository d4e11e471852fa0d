import type { WebhookWithSecret } from '@kinconecta/support-client'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { queries, support } from '../../app/support.ts'
import { useSettingsText } from '../../text/settings/settings-text.ts'
import { Collection, NEW } from '../collection.tsx'
import { DetailForm } from '../detail-form.tsx'
import { DeliveryLog } from './delivery-log.tsx'
import { Secret } from './secret.tsx'
import { WebhookActions } from './webhook-actions.tsx'
import { WebhookForm } from './webhook-form.tsx'

const route = getRouteApi('/shell/settings/webhooks/{-$id}')
const { webhooks } = queries

/** The webhooks, with what was sent to each and what came of it. */
export function WebhooksPage() {
  const text = useSettingsText()
  const { id } = route.useParams()
  const { data, error } = useQuery(webhooks.list.queryOptions({ limit: 1000 }))
  const [created, setCreated] = useState<WebhookWithSecret>()
  const items = data?.items.map(({ webhookId, url, description, isEnabled }) => ({
    id: String(webhookId),
    name: description === '' ? url : description,
    note: isEnabled ? undefined : text.webhooks.disabled,
  }))
  const shownId = id === undefined || id === NEW ? undefined : Number(id)
  return (
    <Collection
      title={text.settingsOf.webhooks}
      hint={text.webhooks.hint}
      to="/settings/webhooks/{-$id}"
      id={id}
      items={items}
      error={error}
      canCreate
    >
      {created && created.webhookId === shownId && <Secret secret={created.secret} />}
      <DetailForm
        id={id}
        queryKey={webhooks.get.queryKey()}
        read={(webhookId, options) => support.webhooks.get({ id: Number(webhookId) }, options)}
      >
        {(detail, onSaved) => <WebhookForm detail={detail} onSaved={onSaved} onCreated={setCreated} />}
      </DetailForm>
      {shownId !== undefined && (
        <>
          <WebhookActions id={shownId} onSecret={setCreated} />
          <DeliveryLog id={shownId} />
        </>
      )}
    </Collection>
  )
}
