import { useState } from 'react'

/** The fields of a form, and whether they differ from what they were. */
export function useFields<Fields extends object>(initial: Fields) {
  const [start] = useState(initial)
  const [fields, setFields] = useState(initial)
  const set = <Name extends keyof Fields>(name: Name, value: Fields[Name]) =>
    setFields((before) => ({ ...before, [name]: value }))
  return { fields, set, isDirty: JSON.stringify(fields) !== JSON.stringify(start) }
}
