/** Without the members that are undefined, which would hide a default or take the place of a value. */
export function defined<Members extends object>(members: Members): Partial<Members> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Partial<Members>
}
