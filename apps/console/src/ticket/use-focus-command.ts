import { useRef } from 'react'
import type { CommandId } from '../commands/commands.ts'
import { useCommand } from '../commands/run.ts'

/** A command that leads to a field. */
export function useFocusCommand<Element extends HTMLElement>(command: CommandId) {
  const field = useRef<Element>(null)
  useCommand(command, () => field.current?.focus())
  return field
}
