import { CSPProvider } from '@base-ui/react/csp-provider'
import { Menu as BaseMenu } from '@base-ui/react/menu'
import { Check, ChevronDown } from 'lucide-react'
import type { ReactNode, RefObject } from 'react'
import { buttonClass, type ButtonKind } from './button.tsx'
import styles from './menu.module.css'

/** A button that opens a menu. */
export function Menu({
  label,
  name,
  kind,
  isOpenAtFirst = false,
  button,
  children,
}: {
  label: ReactNode
  /** The name of a button whose label is only a sign. */
  name?: string
  kind?: ButtonKind
  isOpenAtFirst?: boolean
  button?: RefObject<HTMLButtonElement | null>
  children: ReactNode
}) {
  return (
    <CSPProvider disableStyleElements>
      <BaseMenu.Root defaultOpen={isOpenAtFirst}>
        <BaseMenu.Trigger className={buttonClass(kind)} aria-label={name} {...(button && { ref: button })}>
          {label}
          {name === undefined && <ChevronDown size={16} aria-hidden />}
        </BaseMenu.Trigger>
        <BaseMenu.Portal>
          <BaseMenu.Positioner align="start" sideOffset={4}>
            <BaseMenu.Popup className={styles['popup']}>{children}</BaseMenu.Popup>
          </BaseMenu.Positioner>
        </BaseMenu.Portal>
      </BaseMenu.Root>
    </CSPProvider>
  )
}

/** Runs an action and closes the menu. */
export function MenuItem({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <BaseMenu.Item className={styles['item']} onClick={onClick}>
      {children}
    </BaseMenu.Item>
  )
}

/** Can be chosen beside others. The menu stays open. */
export function MenuCheckbox({
  isChosen,
  onChange,
  children,
}: {
  isChosen: boolean
  onChange: (isChosen: boolean) => void
  children: ReactNode
}) {
  return (
    <BaseMenu.CheckboxItem
      className={styles['item']}
      checked={isChosen}
      onCheckedChange={(isNowChosen) => onChange(isNowChosen)}
      closeOnClick={false}
    >
      <span className={styles['box']}>
        <BaseMenu.CheckboxItemIndicator>
          <Check size={14} aria-hidden />
        </BaseMenu.CheckboxItemIndicator>
      </span>
      {children}
    </BaseMenu.CheckboxItem>
  )
}

/** Of these, one is chosen. Choosing closes the menu. */
export function MenuChoices<Value extends string>({
  value,
  options,
  onChange,
}: {
  value: Value
  options: readonly (readonly [Value, string])[]
  onChange: (value: Value) => void
}) {
  return (
    <BaseMenu.RadioGroup value={value} onValueChange={(chosen) => onChange(chosen as Value)}>
      {options.map(([option, name]) => (
        <BaseMenu.RadioItem key={option} value={option} className={styles['item']} closeOnClick>
          <span className={styles['mark']}>
            <BaseMenu.RadioItemIndicator>
              <Check size={14} aria-hidden />
            </BaseMenu.RadioItemIndicator>
          </span>
          {name}
        </BaseMenu.RadioItem>
      ))}
    </BaseMenu.RadioGroup>
  )
}
