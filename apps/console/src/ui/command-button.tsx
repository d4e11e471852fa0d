import type { ReactNode } from 'react'
import { ariaKeys, keyCaps, keyOfCommand } from '../commands/keys.ts'
import type { CommandId } from '../commands/commands.ts'
import { runCommand } from '../commands/run.ts'
import { usePreferences } from '../preferences/preferences.ts'
import { useText } from '../text/text.ts'
import { Button, type ButtonKind } from './button.tsx'

/** A button that runs a command. Its tooltip has the name and the key. */
export function CommandButton({
  command,
  kind,
  isPressed,
  isDisabled = false,
  children,
}: {
  command: CommandId
  kind?: ButtonKind
  /** Of a button that switches something on and off. */
  isPressed?: boolean
  isDisabled?: boolean
  children: ReactNode
}) {
  const text = useText()
  const key = keyOfCommand(command, usePreferences())
  const name = text.commands[command]
  return (
    <Button
      {...(kind && { kind })}
      onClick={() => runCommand(command)}
      aria-label={hasWords(children) ? undefined : name}
      aria-pressed={isPressed}
      disabled={isDisabled}
      aria-keyshortcuts={key && ariaKeys(key)}
      title={key ? `${name} (${keyCaps(key).join('+')})` : name}
    >
      {children}
    </Button>
  )
}

function hasWords(children: ReactNode): boolean {
  return [children].flat().some((child) => typeof child === 'string')
}
