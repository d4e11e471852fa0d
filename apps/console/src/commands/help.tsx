import { Link } from '@tanstack/react-router'
import { usePreferences } from '../preferences/preferences.ts'
import { useText } from '../text/text.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Key } from '../ui/key.tsx'
import { COMMAND_IDS } from './commands.ts'
import { keyOfCommand } from './keys.ts'
import styles from './palette.module.css'

/** The keys of all commands, as they are now. */
export default function Help({ onClose }: { onClose: () => void }) {
  const text = useText()
  const preferences = usePreferences()
  const rows = COMMAND_IDS.flatMap((id) => {
    const key = keyOfCommand(id, preferences)
    return key === undefined ? [] : [[key, text.commands[id]] as const]
  })
  return (
    <Dialog title={text.help.title} onClose={onClose}>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">{text.help.command}</th>
            <th scope="col">{text.help.key}</th>
          </tr>
        </thead>
        <tbody>
          {[...rows, ['Enter', text.help.openRow] as const].map(([key, name]) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              <td>
                <Key value={key} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>{text.help.notWhileTyping}</p>
      <p>
        <Link to="/settings/me" onClick={onClose}>
          {text.help.change}
        </Link>
      </p>
    </Dialog>
  )
}
