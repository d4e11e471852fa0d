import { useEffect, useEffectEvent } from 'react'
import { preferences } from '../preferences/preferences.ts'
import { type CommandId, COMMAND_IDS, COMMANDS } from './commands.ts'
import { commandOfKey, keyOf } from './keys.ts'

const handlers = new Map<CommandId, (() => void)[]>()

/** Makes a command available while the component is mounted. The component that was mounted last runs it. */
export function useCommand(command: CommandId, run: () => void, isAvailable = true): void {
  const handler = useEffectEvent(run)
  useEffect(() => {
    if (!isAvailable) return
    const own = () => handler()
    handlers.set(command, [...(handlers.get(command) ?? []), own])
    return () => {
      handlers.set(
        command,
        (handlers.get(command) ?? []).filter((other) => other !== own),
      )
    }
  }, [command, isAvailable])
}

export function availableCommands(): CommandId[] {
  return COMMAND_IDS.filter((command) => (handlers.get(command) ?? []).length > 0)
}

/** Runs a command if it is available here. Returns whether it was. */
export function runCommand(command: CommandId): boolean {
  const handler = handlers.get(command)?.at(-1)
  handler?.()
  return handler !== undefined
}

/** Runs commands by their keys. */
export function listenForKeys(): void {
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || (event.repeat && event.ctrlKey)) return
    const key = keyOf(event)
    const command = key === undefined ? undefined : commandOfKey(key, preferences())
    if (command === undefined || isOutOfReach(event.target, command)) return
    if (runCommand(command)) event.preventDefault()
  })
}

/** Whether the user is typing, or in a dialog, where the commands of the page below are out of reach. */
function isOutOfReach(target: EventTarget | null, command: CommandId): boolean {
  if (!(target instanceof Element)) return false
  if (target.closest('[role="dialog"], [role="alertdialog"], [role="menu"]')) return true
  const isField = target.closest('input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable]')
  return isField !== null && COMMANDS[command].worksWhileTyping !== true
}
