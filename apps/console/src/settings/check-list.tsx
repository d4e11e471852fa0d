import { CheckboxField } from '../ui/field.tsx'
import styles from './settings.module.css'

/** Values of which any number can be chosen. */
export function CheckList<Value extends string>({
  label,
  hint,
  values,
  options,
  onChange,
}: {
  label: string
  hint?: string
  values: readonly Value[]
  options: readonly (readonly [Value, string])[]
  onChange: (values: Value[]) => void
}) {
  const toggle = (value: Value, isChosen: boolean) =>
    onChange(
      options.map(([option]) => option).filter((option) => (option === value ? isChosen : values.includes(option))),
    )
  return (
    <fieldset className={styles['fieldset']}>
      <legend>{label}</legend>
      {hint !== undefined && <p className={styles['hint']}>{hint}</p>}
      <div className={styles['checks']}>
        {options.map(([value, name]) => (
          <CheckboxField
            key={value}
            label={name}
            checked={values.includes(value)}
            onChange={({ target }) => toggle(value, target.checked)}
          />
        ))}
      </div>
    </fieldset>
  )
}
