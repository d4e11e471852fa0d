import { type KeyboardEvent, useState } from 'react'
import { type CommandId, COMMAND_IDS, COMMANDS } from '../commands/commands.ts'
import { commandOfKey, isAssignable, keyOf, keyOfCommand } from '../commands/keys.ts'
import { changePreferences, usePreferences } from '../preferences/preferences.ts'
import { useSettingsText } from '../text/settings/settings-text.ts'
import { Button } from '../ui/button.tsx'
import { inputClass } from '../ui/field.tsx'
import { Key } from '../ui/key.tsx'
import styles from './me-page.module.css'

const CHANGEABLE = COMMAND_IDS.filter((id) => COMMANDS[id].key?.startsWith('Mod+') === false)

/** Switches single keys off, and gives commands other keys. */
export function KeysSection() {
  const text = useSettingsText()
  const preferences = usePreferences()
  const [problem, setProblem] = useState<string>()
  const setKey = (id: CommandId, key: string) => {
    const owner = key === '' ? undefined : commandOfKey(key, preferences)
    if (key !== '' && !isAssignable(key)) return setProblem(text.me.notUsable)
    if (owner !== undefined && owner !== id) return setProblem(text.me.taken(text.commands[owner]))
    setProblem(undefined)
    return changePreferences({ keys: { ...preferences.keys, [id]: key } })
  }
  return (
    <section className={styles['section']}>
      <h2>{text.me.keys}</h2>
      <label className={styles['check']}>
        <input
          type="checkbox"
          checked={preferences.hasSingleKeys}
          onChange={({ target }) => changePreferences({ hasSingleKeys: target.checked })}
        />
        {text.me.singleKeys}
      </label>
      <p className={styles['hint']}>{text.me.singleKeysHint}</p>
      {preferences.hasSingleKeys && (
        <>
          <table className={styles['keys']}>
            <tbody>
              {CHANGEABLE.map((id) => (
                <KeyRow key={id} id={id} onKey={(key) => setKey(id, key)} />
              ))}
            </tbody>
          </table>
          <p role="status">{problem}</p>
          <div className={styles['actions']}>
            <Button onClick={() => changePreferences({ keys: {} })}>{text.me.reset}</Button>
          </div>
        </>
      )}
    </section>
  )
}

function KeyRow({ id, onKey }: { id: CommandId; onKey: (key: string) => void }) {
  const text = useSettingsText()
  const key = keyOfCommand(id, usePreferences())
  const name = text.commands[id]
  const onKeyDown = (event: KeyboardEvent) => {
    const pressed = keyOf(event)
    if (pressed === undefined || ['Tab', 'Escape', 'Enter'].includes(pressed)) return
    event.preventDefault()
    onKey(pressed)
  }
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{key === undefined ? text.me.noKey : <Key value={key} />}</td>
      <td>
        <input
          className={inputClass}
          aria-label={text.me.newKey(name)}
          placeholder={text.me.pressKey}
          value=""
          onChange={() => {}}
          onKeyDown={onKeyDown}
        />
      </td>
      <td>
        {key !== undefined && (
          <Button kind="quiet" aria-label={text.me.removeKey(name)} onClick={() => onKey('')}>
            ✕
          </Button>
        )}
      </td>
    </tr>
  )
}
