/** Columns in the form that Kysely takes, `ticket_id as ticketId`, as they stand in SQL. They are never of a request. */
export function selected(columns: readonly string[]): string {
  return columns.map((column) => column.replace(/ as (\w+)$/, ' as "$1"')).join(', ')
}
