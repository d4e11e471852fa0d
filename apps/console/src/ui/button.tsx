import type { ComponentProps } from 'react'
import styles from './button.module.css'

export type ButtonKind = 'normal' | 'primary' | 'note' | 'quiet' | 'chosen' | 'danger'

/** The classes of a button, for links that look like one. */
export function buttonClass(kind: ButtonKind = 'normal'): string {
  return kind === 'normal' ? styles['button']! : `${styles['button']} ${styles[kind]}`
}

export function Button({ kind, ...properties }: ComponentProps<'button'> & { kind?: ButtonKind }) {
  return <button type="button" className={buttonClass(kind)} {...properties} />
}
