import type { Catalogue } from '../text/catalogue.ts'

/** A command of the console. */
export type CommandId = keyof Catalogue['commands']

interface Command {
  /** The standard key, like `j`, `?` or `Mod+k`; `Mod` is Ctrl, and ⌘ on Apple devices. */
  key?: string
  /** Whether the key also works while the user types in a field. Only with `Mod`. */
  worksWhileTyping?: boolean
  /** Whether it is left out of the list of commands, because it only makes sense as a key. */
  isKeyOnly?: boolean
}

/**
 * All commands, in the order in which they are shown. Shortcuts, the list of commands, tooltips, help and the settings
 * are made from this table; the names are in the texts.
 */
export const COMMANDS: Readonly<Record<CommandId, Command>> = {
  'palette.open': { key: 'Mod+k', worksWhileTyping: true, isKeyOnly: true },
  'help.open': { key: '?' },
  'queue.open': { key: 't' },
  'queue.search': { key: '/' },
  'queue.next': { key: 'j', isKeyOnly: true },
  'queue.previous': { key: 'k', isKeyOnly: true },
  'queue.refresh': { key: 'n' },
  'ticket.reply': { key: 'r' },
  'ticket.note': { key: 'o' },
  'message.send': { key: 'Mod+Enter', worksWhileTyping: true },
  'message.attach': {},
  'message.macro': { key: 'm' },
  'message.preview': {},
  'message.edit': { key: 'c' },
  'message.split': {},
  'reply.undo': { key: 'u' },
  'ticket.take': { key: 'i' },
  'ticket.release': {},
  'ticket.assign': { key: 'a' },
  'ticket.priority': { key: 'p' },
  'ticket.tags': { key: 'l' },
  'ticket.snooze': { key: 'z' },
  'ticket.follow': { key: 'f' },
  'ticket.resolve': { key: 'e' },
  'ticket.close': {},
  'ticket.closeAsDuplicate': {},
  'ticket.merge': { key: 'v' },
  'ticket.link': { key: 'h' },
  'queue.select': { key: 'x', isKeyOnly: true },
  'queue.selectAll': { key: '*' },
  'queue.clearSelection': {},
  'bulk.assign': {},
  'bulk.status': {},
  'bulk.priority': {},
  'bulk.addTag': {},
  'bulk.removeTag': {},
  'view.save': {},
  'view.edit': {},
  'reports.open': {},
  'settings.new': {},
  'settings.open': { key: ',' },
  'theme.light': {},
  'theme.dark': {},
  'theme.system': {},
  'session.signOut': {},
}

export const COMMAND_IDS = Object.keys(COMMANDS) as CommandId[]
