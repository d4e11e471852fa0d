import { describe, expect, it } from 'vitest'
import { parseDates, parseDay, parseWeek, writtenHours } from '../src/settings/service-levels/opening-hours.ts'

const span = (from: string, to: string) => ({ day: 'monday', from, to })

describe('the hours of a day', () => {
  it.each([
    ['', []],
    ['09:00-17:30', [span('09:00', '17:30')]],
    ['9:00 – 13:00, 14:00-24:00', [span('09:00', '13:00'), span('14:00', '24:00')]],
    ['00:00-24:00', [span('00:00', '24:00')]],
  ])('%j are read', (text, expected) => {
    expect(parseDay('monday', text)).toEqual(expected)
  })

  it.each(['9-17', '09:00', '17:00-09:00', '09:00-09:00', '09:60-10:00', '23:00-24:01', '09:00-17:00,', '24:00-25:00'])(
    '%j are refused',
    (text) => {
      expect(parseDay('monday', text)).toBeUndefined()
    },
  )

  it('are written as they are read', () => {
    const hours = [span('14:00', '17:30'), span('09:00', '13:00')] as const
    const written = writtenHours([...hours] as never)
    expect(written).toMatchObject({ monday: '09:00-13:00, 14:00-17:30', tuesday: '' })
    expect(parseWeek(written)).toEqual([hours[1], hours[0]])
    expect(parseWeek({ ...written, sunday: 'closed' })).toBeUndefined()
  })
})

it('dates are read each once and ascending, whatever separates them', () => {
  expect(parseDates(' 2026-12-25,2026-01-06\n2026-12-25;2027-01-01 ')).toEqual([
    '2026-01-06',
    '2026-12-25',
    '2027-01-01',
  ])
})
