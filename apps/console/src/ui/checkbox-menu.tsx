import { Menu, MenuCheckbox } from './menu.tsx'

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
    <Menu label={`${label}: ${summary}`} kind={values.length > 0 ? 'chosen' : 'normal'}>
      {options.map(([value, name]) => (
        <MenuCheckbox key={value} isChosen={values.includes(value)} onChange={(isChosen) => toggle(value, isChosen)}>
          {name}
        </MenuCheckbox>
      ))}
    </Menu>
  )
}
