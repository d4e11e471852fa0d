import type { Preferences } from '../preferences/preferences.ts'
import { type CommandId, COMMAND_IDS, COMMANDS } from './commands.ts'

const IS_APPLE = /Mac|iPhone|iPad/.test(navigator.userAgent)
const MODIFIERS = new Set([
  'Control',
  'Meta',
  'Alt',
  'Shift',
  'AltGraph',
  'CapsLock',
  'Dead',
  'Process',
  'Unidentified',
])
/** Keys with a meaning of their own in pages. */
const RESERVED = new Set(['Tab', 'Enter', 'Escape', ' ', 'Backspace', 'Delete', 'Home', 'End', 'PageUp', 'PageDown'])

type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>

/** The key as the table of commands writes it; undefined for keys that run no command. */
export function keyOf({ key, ctrlKey, metaKey, altKey }: KeyPress): string | undefined {
  if (altKey || MODIFIERS.has(key)) return undefined
  const [isMod, isOther] = IS_APPLE ? [metaKey, ctrlKey] : [ctrlKey, metaKey]
  if (isOther) return undefined
  const name = key.length === 1 ? key.toLowerCase() : key
  return isMod ? `Mod+${name}` : name
}

/** Whether a user may give this key to a command. */
export function isAssignable(key: string): boolean {
  return !key.startsWith('Mod+') && !key.startsWith('Arrow') && !RESERVED.has(key) && !/^F\d+$/.test(key)
}

/** The key of a command now; undefined if it has none, or if it is a single key and these are switched off. */
export function keyOfCommand(command: CommandId, { keys, hasSingleKeys }: Preferences): string | undefined {
  const standard = COMMANDS[command].key
  if (standard === undefined) return undefined
  const key = standard.startsWith('Mod+') ? standard : (keys[command] ?? standard)
  if (key === '') return undefined
  return key.startsWith('Mod+') || hasSingleKeys ? key : undefined
}

export function commandOfKey(key: string, preferences: Preferences): CommandId | undefined {
  return COMMAND_IDS.find((command) => keyOfCommand(command, preferences) === key)
}

/** The parts of a key as they are on the keyboard: `['Ctrl', 'K']`. */
export function keyCaps(key: string): string[] {
  return key.startsWith('Mod+') ? [IS_APPLE ? '⌘' : 'Ctrl', cap(key.slice(4))] : [cap(key)]
}

function cap(part: string): string {
  return part.length === 1 ? part.toUpperCase() : part
}

/** The key for `aria-keyshortcuts`. */
export function ariaKeys(key: string): string {
  return key.replace('Mod', IS_APPLE ? 'Meta' : 'Control')
}
