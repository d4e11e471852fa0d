import type { Policy, PolicyCreate } from '@kinconecta/support-client'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { queries, support } from '../../app/support.ts'
import { useSave } from '../../app/use-save.ts'
import { useSession } from '../../session/session.ts'
import { useSettingsText } from '../../text/settings/settings-text.ts'
import { Collection } from '../collection.tsx'
import { type Detail, DetailForm } from '../detail-form.tsx'
import { ResourceForm } from '../resource-form.tsx'
import { useFields } from '../use-fields.ts'
import { fieldsOfPolicy, PolicyFields, policyOf } from './policy-fields.tsx'

const TO = '/settings/policies/{-$id}'
const route = getRouteApi('/shell/settings/policies/{-$id}')
const { policies } = queries.desk

/** The policies of service levels, in the order in which they apply. Admins change them. */
export function PoliciesPage() {
  const text = useSettingsText()
  const { id } = route.useParams()
  const isAdmin = useSession().session.caller?.kind === 'admin'
  const { data, error } = useQuery(policies.list.queryOptions({ limit: 1000 }))
  const items = data?.items
    .toSorted((a, b) => a.rank - b.rank || a.policyId - b.policyId)
    .map(({ policyId, name, rank }) => ({ id: String(policyId), name, note: String(rank) }))
  return (
    <Collection
      title={text.settingsOf.policies}
      hint={text.policies.hint}
      to={TO}
      id={id}
      items={items}
      error={error}
      canCreate={isAdmin}
    >
      <DetailForm
        id={id}
        queryKey={policies.get.queryKey()}
        read={(policyId, options) => support.desk.policies.get({ id: Number(policyId) }, options)}
      >
        {(detail, onSaved) => <PolicyForm detail={detail} canChange={isAdmin} onSaved={onSaved} />}
      </DetailForm>
    </Collection>
  )
}

function PolicyForm({
  detail,
  canChange,
  onSaved,
}: {
  detail: Detail<Policy> | undefined
  canChange: boolean
  onSaved: (saved: Detail<Policy>) => void
}) {
  const text = useSettingsText()
  const policy = detail?.data
  const form = useFields(fieldsOfPolicy(policy))
  const { saving, deleting } = usePolicySaving(detail, onSaved)
  return (
    <ResourceForm
      title={policy?.name ?? text.policies.new}
      isDirty={form.isDirty}
      canChange={canChange}
      saving={saving}
      onSubmit={() => saving.save(policyOf(form.fields))}
      deleting={policy && deleting}
      onDelete={() => deleting.save(policy!.policyId)}
    >
      <PolicyFields {...form} errorOf={saving.errorOf} />
    </ResourceForm>
  )
}

/** Saves a policy, and deletes it. */
function usePolicySaving(detail: Detail<Policy> | undefined, onSaved: (saved: Detail<Policy>) => void) {
  const navigate = useNavigate()
  const policy = detail?.data
  const goTo = (id: string | undefined) => void navigate({ to: TO, params: { id }, ignoreBlocker: true })
  const stale = [policies.list.queryKey()]
  const saving = useSave({
    send: (input: PolicyCreate, options) =>
      policy
        ? support.desk.policies
            .update({ id: policy.policyId, ...input }, { ...options, ifVersion: detail.version })
            .withResponse()
        : support.desk.policies.create(input, options).withResponse(),
    stale,
    onSaved: (saved) => (policy ? onSaved(saved) : goTo(String(saved.data.policyId))),
  })
  const deleting = useSave({
    send: (id: number, options) => support.desk.policies.delete({ id }, options),
    stale,
    onSaved: () => goTo(undefined),
  })
  return { saving, deleting }
}
