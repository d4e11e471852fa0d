import type { ReactNode } from 'react'
import styles from './notice.module.css'

/** A sentence that the user has to see; a problem is read out at once. */
export function Notice({ isProblem = false, children }: { isProblem?: boolean; children: ReactNode }) {
  return (
    <div
      role={isProblem ? 'alert' : 'status'}
      className={isProblem ? `${styles['notice']} ${styles['problem']}` : styles['notice']}
    >
      {children}
    </div>
  )
}
