import { describe, expect, it, vi } from 'vitest'
import type { Preferences } from '../src/preferences/preferences.ts'

vi.stubGlobal('navigator', { userAgent: 'X11; Linux' })
const keys = await import('../src/commands/keys.ts')
const commands = await import('../src/commands/commands.ts')

const preferences: Preferences = { theme: 'system', hasSingleKeys: true, hasNotifications: false, keys: {} }
const press = (key: string, held: Partial<KeyboardEvent> = {}) =>
  keys.keyOf({ key, ctrlKey: false, metaKey: false, altKey: false, ...held })

describe('the keys of the commands', () => {
  it('each belongs to one command', () => {
    const used = commands.COMMAND_IDS.flatMap((id) => commands.COMMANDS[id].key ?? [])
    expect(new Set(used).size).toBe(used.length)
  })

  it.each([
    ['j', {}, 'j'],
    ['J', {}, 'j'],
    ['?', {}, '?'],
    ['k', { ctrlKey: true }, 'Mod+k'],
    ['k', { metaKey: true }, undefined],
    ['k', { altKey: true }, undefined],
    ['Shift', {}, undefined],
    ['Dead', {}, undefined],
  ])('%s with %j is %s', (key, held, name) => {
    expect(press(key, held)).toBe(name)
  })

  it('can be changed, taken away and switched off, but not those with Ctrl', () => {
    expect(keys.commandOfKey('j', preferences)).toBe('queue.next')
    const changed = { ...preferences, keys: { 'queue.next': 'x', 'queue.previous': '', 'palette.open': 'y' } }
    expect(['j', 'x', 'k', 'y', 'Mod+k'].map((key) => keys.commandOfKey(key, changed))).toEqual([
      undefined,
      'queue.next',
      undefined,
      undefined,
      'palette.open',
    ])
    const off = { ...preferences, hasSingleKeys: false }
    expect(['j', '?', 'Mod+k'].map((key) => keys.commandOfKey(key, off))).toEqual([
      undefined,
      undefined,
      'palette.open',
    ])
  })

  it.each(['Tab', 'Enter', 'Escape', ' ', 'ArrowDown', 'F5', 'Mod+x'])('%s cannot be given to a command', (key) => {
    expect(keys.isAssignable(key)).toBe(false)
  })
})
