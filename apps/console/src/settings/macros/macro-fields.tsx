import { useRef } from 'react'
import type { Saving } from '../../app/use-save.ts'
import { useAgents, useTeams } from '../../people/people.ts'
import { PRIORITIES, WAITING_ON } from '../../queue/queue-search.ts'
import { useSettingsText } from '../../text/settings/settings-text.ts'
import { Button } from '../../ui/button.tsx'
import { CheckboxField, SelectField, TextArea, TextField } from '../../ui/field.tsx'
import styles from '../settings.module.css'
import type { useFields } from '../use-fields.ts'
import { type MacroForm, RESOLUTIONS, TRANSITIONS } from './macro-form.ts'

const PLACEHOLDERS = [
  'requester.firstName',
  'requester.name',
  'requester.email',
  'ticket.id',
  'ticket.subject',
  'agent.name',
] as const

type Form = Pick<ReturnType<typeof useFields<MacroForm>>, 'fields' | 'set'> & Pick<Saving<never>, 'errorOf'>

export function MacroFields({ fields, set, errorOf }: Form) {
  const text = useSettingsText()
  const { teams } = useTeams()
  return (
    <>
      <TextField
        label={text.name}
        value={fields.name}
        onChange={({ target }) => set('name', target.value)}
        error={errorOf('name')}
        maxLength={100}
        required
      />
      <CheckboxField
        label={text.macroSettings.isShared}
        checked={fields.isShared}
        onChange={({ target }) => set('isShared', target.checked)}
      />
      {fields.isShared && (
        <SelectField
          label={text.macroSettings.team}
          value={fields.teamId}
          options={[
            ['', text.macroSettings.allStaff],
            ...teams.map(({ teamId, name }) => [String(teamId), name] as const),
          ]}
          onChange={(teamId) => set('teamId', teamId)}
          error={errorOf('teamId')}
        />
      )}
      <SelectField
        label={text.macroSettings.message}
        value={fields.reply}
        options={(['reply', 'note', ''] as const).map((kind) => [kind, text.macroSettings.messages[kind || 'none']])}
        onChange={(kind) => set('reply', kind)}
        error={fields.reply === '' ? errorOf('reply') : undefined}
      />
      {fields.reply !== '' && (
        <Body body={fields.body} onChange={(body) => set('body', body)} error={errorOf('reply')} />
      )}
      <Changes fields={fields} set={set} errorOf={errorOf} />
    </>
  )
}

/** The text of the message. A placeholder is inserted at the caret. */
function Body({
  body,
  onChange,
  error,
}: {
  body: string
  onChange: (body: string) => void
  error: string | undefined
}) {
  const text = useSettingsText()
  const field = useRef<HTMLTextAreaElement>(null)
  const insert = (name: string) => {
    const { selectionStart: start = body.length, selectionEnd: end = start } = field.current ?? {}
    onChange(`${body.slice(0, start)}{{${name}}}${body.slice(end)}`)
    field.current?.focus()
  }
  return (
    <>
      <TextArea
        ref={field}
        label={text.macroSettings.body}
        value={body}
        onChange={({ target }) => onChange(target.value)}
        error={error}
        rows={6}
        maxLength={10_000}
        required
      />
      <div className={styles['actions']} role="group" aria-label={text.macroSettings.insert}>
        {PLACEHOLDERS.map((name) => (
          <Button key={name} kind="quiet" onClick={() => insert(name)}>
            {text.macroSettings.placeholders[name]}
          </Button>
        ))}
      </div>
    </>
  )
}

/** What the macro changes of a ticket. */
function Changes({ fields, set, errorOf }: Form) {
  const text = useSettingsText()
  const unchanged = ['', text.macroSettings.unchanged] as const
  return (
    <fieldset className={styles['fieldset']}>
      <legend>{text.macroSettings.changes}</legend>
      <SelectField
        label={text.queue.filters.status}
        value={fields.transition}
        options={[unchanged, ...TRANSITIONS.map((name) => [name, text.transition[name]] as const)]}
        onChange={(name) => set('transition', name)}
        error={errorOf('changes.transition')}
      />
      {fields.transition === 'resolve' && (
        <SelectField
          label={text.ticket.resolveHow}
          value={fields.resolutionCode}
          options={RESOLUTIONS.map((code) => [code, text.resolution[code]])}
          onChange={(code) => set('resolutionCode', code)}
        />
      )}
      <Assignee assignee={fields.assignee} onChange={(assignee) => set('assignee', assignee)} />
      <SelectField
        label={text.queue.filters.priority}
        value={fields.priority}
        options={[unchanged, ...PRIORITIES.map((value) => [value, text.priority[value]] as const)]}
        onChange={(priority) => set('priority', priority)}
      />
      <SelectField
        label={text.queue.filters.waitingOn}
        value={fields.waitingOn}
        options={[unchanged, ...WAITING_ON.map((value) => [value, text.waitingOn[value]] as const)]}
        onChange={(waitingOn) => set('waitingOn', waitingOn)}
      />
      {(['addTags', 'removeTags'] as const).map((name) => (
        <TextField
          key={name}
          label={text.macroSettings[name]}
          hint={text.macroSettings.tagsHint}
          value={fields[name]}
          onChange={({ target }) => set(name, target.value)}
          error={errorOf('changes.tags')}
        />
      ))}
    </fieldset>
  )
}

function Assignee({ assignee, onChange }: { assignee: string; onChange: (assignee: string) => void }) {
  const text = useSettingsText()
  const { agents, nameOf } = useAgents()
  return (
    <SelectField
      label={text.queue.filters.assigneeId}
      value={assignee}
      options={[
        ['', text.macroSettings.unchanged],
        ['me', text.macroSettings.whoeverUses],
        ['none', text.queue.nobody],
        ...agents.map(({ agentId }) => [agentId, nameOf(agentId)] as const),
      ]}
      onChange={onChange}
    />
  )
}
