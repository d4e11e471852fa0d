import { type ComponentProps, type ReactNode, useId } from 'react'
import styles from './field.module.css'

export const inputClass = styles['input']!

interface FieldProperties {
  label: string
  hint?: string | undefined
  /** What is wrong with the value. */
  error?: string | undefined
}

/** A label, a control, and what there is to say about its value. */
function Field({
  label,
  hint,
  error,
  children,
}: FieldProperties & { children: (control: ReturnType<typeof controlOf>) => ReactNode }) {
  const id = useId()
  return (
    <div className={styles['field']}>
      <label className={styles['label']} htmlFor={id}>
        {label}
      </label>
      {children(controlOf(id, hint, error))}
      {hint !== undefined && (
        <p id={`${id}-hint`} className={styles['label']}>
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p id={`${id}-error`} className={styles['error']}>
          {error}
        </p>
      )}
    </div>
  )
}

function controlOf(id: string, hint: string | undefined, error: string | undefined) {
  const described = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`].filter(Boolean).join(' ')
  return {
    id,
    className: styles['input'],
    ...(error !== undefined && { 'aria-invalid': true as const }),
    ...(described !== '' && { 'aria-describedby': described }),
  }
}

export function TextField({ label, hint, error, ...properties }: ComponentProps<'input'> & FieldProperties) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => <input {...control} {...properties} />}
    </Field>
  )
}

export function TextArea({ label, hint, error, ...properties }: ComponentProps<'textarea'> & FieldProperties) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => <textarea {...control} {...properties} />}
    </Field>
  )
}

/** A choice of one value. The native control works with every input device. */
export function SelectField<Value extends string>({
  label,
  hint,
  error,
  value,
  options,
  onChange,
  ...properties
}: Omit<ComponentProps<'select'>, 'onChange' | 'value'> &
  FieldProperties & {
    value: Value
    options: readonly (readonly [Value, string])[]
    onChange: (value: Value) => void
  }) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <select {...control} value={value} onChange={({ target }) => onChange(target.value as Value)} {...properties}>
          {options.map(([option, name]) => (
            <option key={option} value={option}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

export function CheckboxField({ label, ...properties }: ComponentProps<'input'> & { label: ReactNode }) {
  return (
    <label className={styles['check']}>
      <input type="checkbox" {...properties} />
      <span>{label}</span>
    </label>
  )
}
