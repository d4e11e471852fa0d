import type { Calendar, CalendarCreate } from '@kinconecta/support-client'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { queries, support } from '../../app/support.ts'
import { useSave } from '../../app/use-save.ts'
import { useSession } from '../../session/session.ts'
import { useSettingsText } from '../../text/settings/settings-text.ts'
import { SelectField, TextArea, TextField } from '../../ui/field.tsx'
import { Collection } from '../collection.tsx'
import { type Detail, DetailForm } from '../detail-form.tsx'
import { ResourceForm } from '../resource-form.tsx'
import styles from '../settings.module.css'
import { useFields } from '../use-fields.ts'
import { parseDates, parseDay, parseWeek, WEEKDAYS, type WrittenHours, writtenHours } from './opening-hours.ts'

const TO = '/settings/calendars/{-$id}'
const route = getRouteApi('/shell/settings/calendars/{-$id}')
const { calendars } = queries.desk
const OFFICE = WEEKDAYS.slice(0, 5).map((day) => ({ day, from: '09:00', to: '17:00' }))

/** The calendars of service levels: when time counts. Admins change them. */
export function CalendarsPage() {
  const text = useSettingsText()
  const { id } = route.useParams()
  const isAdmin = useSession().session.caller?.kind === 'admin'
  const { data, error } = useQuery(calendars.list.queryOptions({ limit: 1000 }))
  const items = data?.items.map(({ calendarId, name, timeZone }) => ({
    id: String(calendarId),
    name,
    note: timeZone.replaceAll('_', ' '),
  }))
  return (
    <Collection
      title={text.settingsOf.calendars}
      hint={text.calendars.hint}
      to={TO}
      id={id}
      items={items}
      error={error}
      canCreate={isAdmin}
    >
      <DetailForm
        id={id}
        queryKey={calendars.get.queryKey()}
        read={(calendarId, options) => support.desk.calendars.get({ id: Number(calendarId) }, options)}
      >
        {(detail, onSaved) => <CalendarForm detail={detail} canChange={isAdmin} onSaved={onSaved} />}
      </DetailForm>
    </Collection>
  )
}

function CalendarForm({
  detail,
  canChange,
  onSaved,
}: {
  detail: Detail<Calendar> | undefined
  canChange: boolean
  onSaved: (saved: Detail<Calendar>) => void
}) {
  const text = useSettingsText()
  const calendar = detail?.data
  const { fields, set, isDirty } = useFields({
    name: calendar?.name ?? '',
    timeZone: calendar?.timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone,
    week: writtenHours(calendar?.hours ?? OFFICE),
    holidays: (calendar?.holidays ?? []).join('\n'),
  })
  const { saving, deleting } = useCalendarSaving(detail, onSaved)
  const { name, timeZone } = fields
  const submit = () => {
    const hours = parseWeek(fields.week)
    if (hours) saving.save({ name, timeZone, hours, holidays: parseDates(fields.holidays) })
  }
  return (
    <ResourceForm
      title={calendar?.name ?? text.calendars.new}
      isDirty={isDirty}
      canChange={canChange}
      saving={saving}
      onSubmit={submit}
      deleting={calendar && deleting}
      onDelete={() => deleting.save(calendar!.calendarId)}
    >
      <TextField
        label={text.name}
        value={name}
        onChange={({ target }) => set('name', target.value)}
        error={saving.errorOf('name')}
        maxLength={100}
        required
      />
      <SelectField
        label={text.me.timeZone}
        value={timeZone}
        options={zonesWith(timeZone).map((zone) => [zone, zone.replaceAll('_', ' ')])}
        onChange={(zone) => set('timeZone', zone)}
        error={saving.errorOf('timeZone')}
      />
      <Week week={fields.week} onChange={(week) => set('week', week)} error={saving.errorOf('hours')} />
      <TextArea
        label={text.calendars.holidays}
        hint={text.calendars.holidaysHint}
        value={fields.holidays}
        onChange={({ target }) => set('holidays', target.value)}
        error={saving.errorOf('holidays')}
        rows={4}
      />
    </ResourceForm>
  )
}

/** The zones of the browser, with one that only the service knows. */
function zonesWith(zone: string): string[] {
  const zones = Intl.supportedValuesOf('timeZone')
  return zones.includes(zone) ? zones : [zone, ...zones]
}

function Week({
  week,
  onChange,
  error,
}: {
  week: WrittenHours
  onChange: (week: WrittenHours) => void
  error: string | undefined
}) {
  const text = useSettingsText()
  return (
    <fieldset className={styles['fieldset']}>
      <legend>{text.calendars.hours}</legend>
      <p className={styles['hint']}>{text.calendars.hoursHint}</p>
      {WEEKDAYS.map((day) => (
        <TextField
          key={day}
          label={text.calendars.days[day]}
          value={week[day]}
          placeholder={text.calendars.closed}
          maxLength={200}
          onChange={({ target }) => onChange({ ...week, [day]: target.value })}
          error={parseDay(day, week[day]) ? undefined : text.calendars.wrongHours}
        />
      ))}
      {error !== undefined && <p role="alert">{error}</p>}
    </fieldset>
  )
}

/** Saves a calendar, and deletes it. */
function useCalendarSaving(detail: Detail<Calendar> | undefined, onSaved: (saved: Detail<Calendar>) => void) {
  const navigate = useNavigate()
  const calendar = detail?.data
  const goTo = (id: string | undefined) => void navigate({ to: TO, params: { id }, ignoreBlocker: true })
  const stale = [calendars.list.queryKey()]
  const saving = useSave({
    send: (input: CalendarCreate, options) =>
      calendar
        ? support.desk.calendars
            .update({ id: calendar.calendarId, ...input }, { ...options, ifVersion: detail.version })
            .withResponse()
        : support.desk.calendars.create(input, options).withResponse(),
    stale,
    onSaved: (saved) => (calendar ? onSaved(saved) : goTo(String(saved.data.calendarId))),
  })
  const deleting = useSave({
    send: (id: number, options) => support.desk.calendars.delete({ id }, options),
    stale,
    onSaved: () => goTo(undefined),
  })
  return { saving, deleting }
}
