import { useText } from '../text/text.ts'
import { Menu, MenuCheckbox } from './menu.tsx'

/** A button that opens a list of values, of which any number can be chosen. It says what is chosen. */
export function CheckboxMenu<Value extends string>({
  label,
  values,
  options,
  onChange,
}: {
  label: string
  values: readonly Value[]
  options: readonly (readonly [Value, string])[]
  onChange: (values: Value[]) => void
}) {
  const text = useText()
  const toggle = (value: Value, isChosen: boolean) =>
    onChange(
      options.map(([option]) => option).filter((option) => (option === value ? isChosen : values.includes(option))),
    )
  const [, only] = options.find(([option]) => option === values[0]) ?? [undefined, '']
  const summary = values.length === 1 ? only : text.chosen(values.length)
  return (
    <Menu label={values.length === 0 ? label : `${label}: ${summary}`} kind={values.length > 0 ? 'chosen' : 'normal'}>
      {options.map(([value, name]) => (
        <MenuCheckbox key={value} isChosen={values.includes(value)} onChange={(isChosen) => toggle(value, isChosen)}>
          {name}
        </MenuCheckbox>
      ))}
    </Menu>
  )
}
