import { type ComponentProps, useId } from 'react'
import styles from './field.module.css'

export const inputClass = styles['input']!

export function TextField({ label, ...properties }: ComponentProps<'input'> & { label: string }) {
  const id = useId()
  return (
    <div className={styles['field']}>
      <label className={styles['label']} htmlFor={id}>
        {label}
      </label>
      <input id={id} className={styles['input']} {...properties} />
    </div>
  )
}

/** A choice of one value. The native control works with every input device. */
export function SelectField<Value extends string>({
  label,
  value,
  options,
  onChange,
  ...properties
}: Omit<ComponentProps<'select'>, 'onChange' | 'value'> & {
  label: string
  value: Value
  options: readonly (readonly [Value, string])[]
  onChange: (value: Value) => void
}) {
  const id = useId()
  return (
    <div className={styles['field']}>
      <label className={styles['label']} htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className={styles['input']}
        value={value}
        onChange={({ target }) => onChange(target.value as Value)}
        {...properties}
      >
        {options.map(([option, name]) => (
          <option key={option} value={option}>
            {name}
          </option>
        ))}
      </select>
    </div>
  )
}
