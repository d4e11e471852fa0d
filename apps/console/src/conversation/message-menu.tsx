import { Ellipsis } from 'lucide-react'
import { useTicketText } from '../text/ticket/ticket-text.ts'
import { Menu, MenuItem } from '../ui/menu.tsx'
import type { MessageAction } from './message-actions.ts'

/** The menu of a message. It is loaded, and opens, when its button is first used. */
export default function MessageMenu({
  name,
  actions,
  onChoose,
}: {
  name: string
  actions: readonly MessageAction[]
  onChoose: (action: MessageAction) => void
}) {
  const text = useTicketText()
  const labels = { edit: text.edit.action, split: text.split.action, versions: text.edit.versions }
  return (
    <Menu label={<Ellipsis size={16} aria-hidden />} name={name} kind="quiet" isOpenAtFirst>
      {actions.map((action) => (
        <MenuItem key={action} onClick={() => onChoose(action)}>
          {labels[action]}
        </MenuItem>
      ))}
    </Menu>
  )
}
