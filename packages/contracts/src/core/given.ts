type Optional<Fields> = { [Name in keyof Fields]: undefined extends Fields[Name] ? Name : never }[keyof Fields]
type Given<Fields> = Omit<Fields, Optional<Fields> & PropertyKey> & {
  [Name in Optional<Fields> & keyof Fields]?: Exclude<Fields[Name], undefined>
}

/** Returns the fields that were sent: those that are not undefined. */
export function given<Fields extends object>(fields: Fields): Given<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never
}
