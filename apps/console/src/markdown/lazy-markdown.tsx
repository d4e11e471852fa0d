import { lazy, Suspense } from 'react'
import styles from './plain-text.module.css'

const Markdown = lazy(() => import('./markdown.tsx'))

/** A text as Markdown, and as it was written until the program for it is there. */
export function LazyMarkdown({ text }: { text: string }) {
  return (
    <Suspense fallback={<PlainText text={text} />}>
      <Markdown text={text} />
    </Suspense>
  )
}

/** A text as it was written. */
export function PlainText({ text }: { text: string }) {
  return (
    <p className={styles['plain']} dir="auto">
      {text}
    </p>
  )
}
