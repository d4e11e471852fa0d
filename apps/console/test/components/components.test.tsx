// Components alone, in a browser. Journeys with the service are in apps/server/test/console.
import type { DeskTicket } from '@kinconecta/support-client'
import { useState } from 'react'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import { changePreferences, type Language } from '../../src/preferences/preferences.ts'
import { Chart } from '../../src/reports/chart.tsx'
import { CheckList } from '../../src/settings/check-list.tsx'
import { startTexts } from '../../src/text/text.ts'
import { ShortServiceClock } from '../../src/ticket/service-clock.tsx'
import { DateTime } from '../../src/time/time.tsx'
import { CheckboxMenu } from '../../src/ui/checkbox-menu.tsx'
import { Dialog } from '../../src/ui/dialog.tsx'
import { TextField } from '../../src/ui/field.tsx'

beforeAll(async () => {
  changePreferences({ language: 'en' })
  await startTexts()
})
beforeEach(() => changePreferences({ language: 'en', timeZone: undefined }))

function Opener() {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button onClick={() => setOpen(true)}>Open it</button>
      <button>Behind it</button>
      {isOpen && (
        <Dialog title="A question" onClose={() => setOpen(false)}>
          <TextField label="Answer" />
        </Dialog>
      )}
    </>
  )
}

it('a dialog keeps the focus, and gives it back', async () => {
  const screen = await render(<Opener />)
  const opener = screen.getByRole('button', { name: 'Open it' })
  await opener.click()
  const dialog = screen.getByRole('dialog', { name: 'A question' })
  await expect.element(dialog).toBeVisible()
  for (let count = 0; count < 4; count++) {
    await userEvent.keyboard('{Tab}')
    expect(dialog.element().contains(document.activeElement)).toBe(true)
  }
  await userEvent.keyboard('{Escape}')
  await expect.element(dialog).not.toBeInTheDocument()
  await expect.element(opener).toHaveFocus()
})

function Choices() {
  const [values, setValues] = useState<string[]>([])
  const options = [
    ['OPEN', 'Open'],
    ['CLOSED', 'Closed'],
  ] as const
  return <CheckboxMenu label="Status" values={values} options={options} onChange={setValues} />
}

it('a menu is used with the keyboard, says what is chosen, and stays open', async () => {
  const screen = await render(<Choices />)
  const button = screen.getByRole('button')
  await userEvent.keyboard('{Tab}{Enter}')
  await expect.element(screen.getByRole('menuitemcheckbox', { name: 'Open' })).toHaveFocus()
  await userEvent.keyboard(' ')
  await expect.element(screen.getByRole('menuitemcheckbox', { name: 'Open' })).toHaveAttribute('aria-checked', 'true')
  await userEvent.keyboard('{ArrowDown} ')
  await userEvent.keyboard('{Escape}')
  await expect.element(button).toHaveTextContent('Status: 2 chosen')
  await expect.element(button).toHaveFocus()
})

it('values of a list are chosen in its order', async () => {
  const chosen: string[][] = []
  const options = [
    ['a', 'First'],
    ['b', 'Second'],
  ] as const
  const screen = await render(
    <CheckList label="All" values={['b']} options={options} onChange={(values) => chosen.push(values)} />,
  )
  await screen.getByLabelText('First').click()
  await screen.getByLabelText('Second').click()
  expect(chosen).toEqual([['a', 'b'], []])
})

it('a field says what is wrong with its value', async () => {
  const screen = await render(<TextField label="Name" error="Is taken" hint="Any" />)
  const field = screen.getByLabelText('Name')
  await expect.element(field).toHaveAttribute('aria-invalid', 'true')
  await expect.element(field).toHaveAccessibleDescription('Any Is taken')
})

describe('the clock of a service level', () => {
  const minutesFromNow = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString().slice(0, 19)
  const ticketOf = (fields: Partial<DeskTicket>) =>
    ({ nextTarget: 'first_response', dueAt: null, warnAt: null, breachedAt: null, ...fields }) as DeskTicket
  const due = { dueAt: minutesFromNow(150.5), warnAt: minutesFromNow(100) }

  it.each<[Language, string]>([
    ['en', 'First reply due in 2 hours'],
    ['es', 'Primera respuesta vence dentro de 2 horas'],
    ['pt', 'Primeira resposta vence em 2 horas'],
  ])('tells in %s when it is due', async (language, name) => {
    changePreferences({ language })
    const screen = await render(<ShortServiceClock ticket={ticketOf(due)} />)
    await expect.element(screen.getByRole('img', { name })).toBeVisible()
  })

  it.each<[string, Partial<DeskTicket>]>([
    ['First reply due soon: in 2 hours', { ...due, warnAt: minutesFromNow(-1) }],
    ['First reply overdue: was due 3 hours ago', { dueAt: minutesFromNow(-180.5) }],
    ['First reply overdue: was due 3 hours ago', { breachedAt: minutesFromNow(-180.5) }], // paused since
    ['First reply paused', {}],
  ])('%s', async (name, fields) => {
    const screen = await render(<ShortServiceClock ticket={ticketOf(fields)} />)
    await expect.element(screen.getByRole('img', { name })).toBeVisible()
  })

  it('is not there without a target', async () => {
    const screen = await render(<ShortServiceClock ticket={ticketOf({ nextTarget: null })} />)
    expect(screen.container.textContent).toBe('')
  })
})

it.each([
  ['America/Bogota', '5:30'],
  ['Asia/Kolkata', '4:00'],
  ['UTC', '10:30'],
])('a time of the service is shown in the zone %s', async (timeZone, time) => {
  changePreferences({ timeZone })
  const screen = await render(<DateTime at="2026-03-11T10:30:00" />)
  await expect.element(screen.getByText(new RegExp(`, ${time} `))).toBeVisible()
})

it('a chart has a line for each series, which breaks where there is no value', async () => {
  const days = ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04']
  const series = [
    { name: 'Created', values: [1, 2, null, 4] },
    { name: 'Resolved', values: [0, 0, 0, 0] },
  ]
  const screen = await render(<Chart label="Tickets" days={days} series={series} format={String} />)
  const paths = screen.getByRole('img', { name: 'Tickets' }).element().querySelectorAll('path')
  expect([...paths].map((path) => path.getAttribute('d')!.match(/M/g)!.length)).toEqual([2, 1])
  await expect.element(screen.getByText('Resolved')).toBeVisible()
})
