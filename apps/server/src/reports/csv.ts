const BYTE_ORDER_MARK = '\uFEFF'

// What a spreadsheet takes for the start of a formula, also in the full-width and small forms of these signs.
const SIGNS = String.raw`=+\-@\u2212\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b`

// At the start of the text, or after what starts another cell where it separates cells, such as the semicolon.
const FORMULA_STARTS = new RegExp(String.raw`^(?=[\t\r\n])|(?=[${SIGNS}])(?<=(?:^|[;:,"'|\t\r\n]) *)`, 'gu')

/** A value of a cell: text, a number, or null for an empty cell. */
export type Cell = string | number | null

/**
 * Writes rows as CSV (RFC 4180), below a line with the names of the columns. It starts with a byte order mark, without
 * which Excel does not read UTF-8. Text that a spreadsheet would read as a formula gets an apostrophe in front.
 */
export function csvOf(columns: readonly string[], rows: readonly Readonly<Record<string, Cell>>[]): string {
  const lines = [columns.join(','), ...rows.map((row) => columns.map((name) => cellOf(row[name] ?? null)).join(','))]
  return `${BYTE_ORDER_MARK}${lines.join('\r\n')}\r\n`
}

/** Text is always quoted, numbers never. */
function cellOf(value: Cell): string {
  if (typeof value !== 'string') return value === null ? '' : String(value)
  return `"${value.replaceAll(FORMULA_STARTS, "'").replaceAll('"', '""')}"`
}
