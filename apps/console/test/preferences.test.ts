import { describe, expect, it, vi } from 'vitest'

vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => {} })
vi.stubGlobal('addEventListener', () => {})
const { parsePreferences: parse } = await import('../src/preferences/preferences.ts')

describe('stored preferences', () => {
  const standard = { theme: 'system', hasSingleKeys: true, hasNotifications: false, keys: {} }

  it.each([
    null,
    '',
    '{',
    '[]',
    '1',
    'null',
    '{"theme":"pink","language":"xx","timeZone":"Mars/Base","hasNotifications":1,"keys":7}',
  ])('%s counts as nothing', (text) => {
    expect(parse(text)).toEqual(standard)
  })

  it('are read as they were stored', () => {
    const chosen = { language: 'es', theme: 'dark', timeZone: 'America/Bogota' }
    const stored = { ...chosen, hasSingleKeys: false, hasNotifications: true, keys: { a: 'b' } }
    expect(parse(JSON.stringify(stored))).toEqual(stored)
  })
})
