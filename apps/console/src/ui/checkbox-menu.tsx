import { CSPProvider } from '@base-ui/react/csp-provider'
import { Menu } from '@base-ui/react/menu'
import { Check, ChevronDown } from 'lucide-react'
import { buttonClass } from './button.tsx'
import styles from './checkbox-menu.module.css'

/** A button that opens a list of values, of which any number can be chosen. */
export function CheckboxMenu<Value extends string>({
  label,
  summary,
  values,
  options,
  onChange,
}: {
  label: string
  /** What is chosen, in words. */
  summary: string
  values: readonly Value[]
  options: readonly (readonly [Value, string])[]
  onChange: (values: Value[]) => void
}) {
  const toggle = (value: Value, isChosen: boolean) =>
    onChange(
      options.map(([option]) => option).filter((option) => (option === value ? isChosen : values.includes(option))),
    )
  return (
    <CSPProvider disableStyleElements>
      <Menu.Root>
        <Menu.Trigger className={buttonClass()}>
          {label}: {summary}
          <ChevronDown size={16} aria-hidden />
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner align="start" sideOffset={4}>
            <Menu.Popup className={styles['popup']}>
              {options.map(([value, name]) => (
                <Menu.CheckboxItem
                  key={value}
                  className={styles['item']}
                  checked={values.includes(value)}
                  onCheckedChange={(isChosen) => toggle(value, isChosen)}
                  closeOnClick={false}
                >
                  <span className={styles['box']}>
                    <Menu.CheckboxItemIndicator>
                      <Check size={14} aria-hidden />
                    </Menu.CheckboxItemIndicator>
                  </span>
                  {name}
                </Menu.CheckboxItem>
              ))}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </CSPProvider>
  )
}
