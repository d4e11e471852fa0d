import { useEffect, useRef, useState } from 'react'
import { useCommand } from '../commands/run.ts'
import { useText } from '../text/text.ts'
import { TextField } from '../ui/field.tsx'
import styles from './queue-page.module.css'

const SEARCH_AFTER_MS = 300

/** Searches when the user pauses. What is typed stays, whatever the page does meanwhile. */
export function SearchField({ words, onSearch }: { words: string; onSearch: (words: string) => void }) {
  const text = useText()
  const input = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(words)
  const [shown, setShown] = useState(words)
  if (shown !== words) {
    setShown(words)
    if (words !== typed.trim()) setTyped(words) // the address changed by "back", or by clearing the filters
  }
  useEffect(() => {
    if (typed.trim() === words) return
    const timer = setTimeout(() => onSearch(typed), SEARCH_AFTER_MS)
    return () => clearTimeout(timer)
  }, [typed, words, onSearch])
  useCommand('queue.search', () => input.current?.select())
  return (
    <div className={styles['search']}>
      <TextField
        ref={input}
        label={text.queue.search}
        type="search"
        placeholder={text.queue.searchHint}
        maxLength={500}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
    </div>
  )
}
