import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useId, useRef, useState } from 'react'
import { usePreferences } from '../preferences/preferences.ts'
import { useText } from '../text/text.ts'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { Key } from '../ui/key.tsx'
import { COMMANDS } from './commands.ts'
import { keyOfCommand } from './keys.ts'
import styles from './palette.module.css'
import { availableCommands, runCommand } from './run.ts'

interface Choice {
  id: string
  name: string
  keyName?: string | undefined
  run: () => void
}

/** The commands that this page has, found by their names. A number leads to the ticket. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const text = useText()
  const listId = useId()
  const input = useRef<HTMLInputElement>(null)
  const [words, setWords] = useState('')
  const [position, setPosition] = useState(0)
  const choices = useChoices(words)
  const active = choices[Math.min(position, choices.length - 1)]
  const choose = (choice: Choice | undefined) => {
    if (!choice) return
    onClose()
    setTimeout(choice.run) // the dialog gives the focus back first
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) setPosition((Math.max(position, 0) + step + choices.length) % Math.max(choices.length, 1))
    else if (event.key === 'Enter') choose(active)
    else return
    event.preventDefault()
  }
  return (
    <Dialog title={text.palette.title} onClose={onClose} initialFocus={input}>
      <TextField
        label={text.palette.placeholder}
        role="combobox"
        autoComplete="off"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={active && `${listId}-${active.id}`}
        value={words}
        maxLength={100}
        onChange={({ target }) => {
          setWords(target.value)
          setPosition(0)
        }}
        onKeyDown={onKeyDown}
        ref={input}
      />
      <p role="status" className={styles['count']}>
        {choices.length === 0 ? text.palette.none : text.palette.results(choices.length)}
      </p>
      <div id={listId} role="listbox" aria-label={text.palette.title} className={styles['list']}>
        {choices.map((choice) => (
          <div
            key={choice.id}
            id={`${listId}-${choice.id}`}
            role="option"
            aria-selected={choice === active}
            className={styles['option']}
            onClick={() => choose(choice)}
          >
            {choice.name}
            {choice.keyName && <Key value={choice.keyName} />}
          </div>
        ))}
      </div>
    </Dialog>
  )
}

function useChoices(words: string): Choice[] {
  const text = useText()
  const preferences = usePreferences()
  const navigate = useNavigate()
  const [available] = useState(availableCommands)
  const number = /^#?(\d{1,15})$/.exec(words.trim())?.[1]
  if (number !== undefined) {
    const id = Number(number)
    const run = () => void navigate({ to: '/tickets/$ticketId', params: { ticketId: number } })
    return [{ id: 'ticket', name: text.palette.goToTicket(id), run }]
  }
  return available
    .filter((id) => !COMMANDS[id].isKeyOnly && isFound(text.commands[id], words))
    .map((id) => ({
      id: id.replace('.', '-'),
      name: text.commands[id],
      keyName: keyOfCommand(id, preferences),
      run: () => void runCommand(id),
    }))
}

/** Whether all words are in the name, without accents and case. */
function isFound(name: string, words: string): boolean {
  const plainName = plain(name)
  return plain(words)
    .split(/\s+/)
    .every((word) => plainName.includes(word))
}

function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}
