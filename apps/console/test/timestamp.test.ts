import { describe, expect, it } from 'vitest'
import { dateTime, parseTimestamp, relativeTime } from '../src/time/timestamp.ts'

process.env['TZ'] = 'America/Bogota' // five hours behind the timestamps

describe('parseTimestamp', () => {
  it('takes a timestamp without a zone for UTC', () => {
    expect(new Date('2026-03-11T10:30:00').toISOString()).toBe('2026-03-11T15:30:00.000Z') // what it would be otherwise
    expect(parseTimestamp('2026-03-11T10:30:00').toISOString()).toBe('2026-03-11T10:30:00.000Z')
  })

  it.each([
    ['2026-03-11T10:30:00Z', '2026-03-11T10:30:00.000Z'],
    ['2026-03-11T10:30:00.123456', '2026-03-11T10:30:00.123Z'],
    ['2026-03-11T10:30:00-05:00', '2026-03-11T15:30:00.000Z'],
  ])('reads %s', (timestamp, iso) => {
    expect(parseTimestamp(timestamp).toISOString()).toBe(iso)
  })
})

describe('relativeTime', () => {
  const now = new Date('2026-03-11T10:30:00Z')
  const ago = (seconds: number, locale = 'en') => relativeTime(new Date(now.getTime() - seconds * 1000), now, locale)

  it.each([
    [0, 'now'],
    [59, 'now'],
    [60, '1 minute ago'],
    [3_599, '59 minutes ago'],
    [3_600, '1 hour ago'],
    [86_400, 'yesterday'],
    [6 * 86_400, '6 days ago'],
    [8 * 86_400, 'last week'],
    [400 * 86_400, 'last year'],
    [-7_300, 'in 2 hours'],
  ])('%i seconds ago is %s', (seconds, text) => {
    expect(ago(seconds)).toBe(text)
  })

  it('speaks the language of the user', () => {
    expect([ago(120, 'es'), ago(86_400, 'pt-BR')]).toEqual(['hace 2 minutos', 'ontem'])
  })
})

it('dateTime uses the zone of the user, else the one of the device', () => {
  const date = parseTimestamp('2026-03-11T03:30:00')
  expect(dateTime(date, 'en-GB', 'Asia/Tokyo')).toBe('11 Mar 2026, 12:30')
  expect(dateTime(date, 'en-GB', undefined)).toBe('10 Mar 2026, 22:30')
})
