import { X } from 'lucide-react'
import { type KeyboardEvent, useId, useState } from 'react'
import { useTags } from '../people/people.ts'
import { useText } from '../text/text.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import styles from './ticket-details.module.css'
import { useFocusCommand } from './use-focus-command.ts'

const MAX_TAGS = 20

/** The tags of a ticket. Enter adds one; the known ones are suggested. */
export function TagsField({ tags, onChange }: { tags: readonly string[]; onChange: (tags: string[]) => void }) {
  const text = useText()
  const listId = useId()
  const [typed, setTyped] = useState('')
  const known = useTags()
  const field = useFocusCommand<HTMLInputElement>('ticket.tags')
  const has = (name: string) => tags.some((tag) => tag.toLowerCase() === name.toLowerCase())
  const onKeyDown = (event: KeyboardEvent) => {
    const name = typed.trim()
    if (event.key !== 'Enter' || name === '') return
    event.preventDefault()
    setTyped('')
    if (!has(name)) onChange([...tags, name])
  }
  return (
    <div className={styles['tags']}>
      <TextField
        ref={field}
        label={text.ticket.fields.tags}
        placeholder={text.ticket.addTag}
        value={typed}
        maxLength={50}
        list={listId}
        disabled={tags.length >= MAX_TAGS}
        onChange={({ target }) => setTyped(target.value)}
        onKeyDown={onKeyDown}
      />
      <datalist id={listId}>
        {known
          .filter(({ name }) => !has(name))
          .map(({ tagId, name }) => (
            <option key={tagId} value={name} />
          ))}
      </datalist>
      {tags.length > 0 && (
        <ul className={styles['chips']}>
          {tags.map((tag) => (
            <li key={tag} className={styles['chip']}>
              <bdi>{tag}</bdi>
              <Button
                kind="quiet"
                onClick={() => onChange(tags.filter((other) => other !== tag))}
                aria-label={text.ticket.removeTag(tag)}
              >
                <X size={14} aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
