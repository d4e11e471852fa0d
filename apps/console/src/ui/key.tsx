import { keyCaps } from '../commands/keys.ts'

/** A key as it is on the keyboard. */
export function Key({ value }: { value: string }) {
  return (
    <span>
      {keyCaps(value).map((cap) => (
        <kbd key={cap}>{cap}</kbd>
      ))}
    </span>
  )
}
