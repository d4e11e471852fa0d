import { Dialog as BaseDialog } from '@base-ui/react/dialog'
import type { ReactNode, RefObject } from 'react'
import { useText } from '../text/text.ts'
import { Button } from './button.tsx'
import styles from './dialog.module.css'

/** A dialog over the page. Without `onClose` it stays until its reason is gone. */
export function Dialog({
  title,
  onClose,
  initialFocus,
  size = 'normal',
  children,
}: {
  title: string
  onClose?: () => void
  /** The first control unless given. */
  initialFocus?: RefObject<HTMLElement | null>
  /** `wide`: for two columns; `full`: nearly the whole window. */
  size?: 'normal' | 'wide' | 'full'
  children: ReactNode
}) {
  const text = useText()
  return (
    <BaseDialog.Root open onOpenChange={(isOpen) => !isOpen && onClose?.()} disablePointerDismissal={!onClose}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={styles['backdrop']} />
        <BaseDialog.Popup
          className={`${styles['popup']} ${size === 'normal' ? '' : styles[size]}`}
          {...(initialFocus && { initialFocus })}
        >
          <div className={styles['head']}>
            <BaseDialog.Title className={styles['title']}>{title}</BaseDialog.Title>
            {onClose && (
              <Button kind="quiet" onClick={onClose} aria-label={text.close}>
                ✕
              </Button>
            )}
          </div>
          {children}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  )
}
