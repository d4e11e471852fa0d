/** What a macro can insert into its text: `{{requester.name}}`. */
export const MACRO_PLACEHOLDERS = [
  'ticket.id',
  'ticket.subject',
  'requester.name',
  'requester.firstName',
  'requester.email',
  'agent.name',
] as const
export type MacroPlaceholder = (typeof MACRO_PLACEHOLDERS)[number]

/** The most placeholders in one text, so that what it inserts is bounded too. */
export const MAX_MACRO_PLACEHOLDERS = 50

/** A part of a text: plain text, or a placeholder. */
type Part = string | { placeholder: string }

/** Splits a text at its placeholders, in one pass. `{{` without `}}` after it is a placeholder without an end. */
function partsOf(text: string): { parts: Part[]; isOpen: boolean } {
  const parts: Part[] = []
  let at = 0
  for (;;) {
    const start = text.indexOf('{{', at)
    if (start === -1) return { parts: [...parts, text.slice(at)], isOpen: false }
    const end = text.indexOf('}}', start + 2)
    if (end === -1) return { parts, isOpen: true }
    parts.push(text.slice(at, start), { placeholder: text.slice(start + 2, end).trim() })
    at = end + 2
  }
}

/** What is wrong with the placeholders of a text; undefined if nothing is. */
export function placeholderProblem(text: string): string | undefined {
  const { parts, isOpen } = partsOf(text)
  const names = parts.filter((part) => typeof part !== 'string').map(({ placeholder }) => placeholder)
  const known: readonly string[] = MACRO_PLACEHOLDERS
  if (isOpen) return 'There is {{ without }} after it'
  if (names.some((name) => !known.includes(name))) return `Unknown placeholder; use ${known.join(', ')}`
  return names.length > MAX_MACRO_PLACEHOLDERS ? `At most ${MAX_MACRO_PLACEHOLDERS} placeholders` : undefined
}

/** What the placeholders stand for on one ticket. */
export interface MacroValues {
  ticket: { ticketId: number; subject: string; fullName: string; email: string }
  agent: { agentId: string; name: string | null }
}

/**
 * The text with its values. They are inserted as they are, each on one line: a value that looks like a placeholder is not
 * replaced again.
 */
export function renderMacro(text: string, { ticket, agent }: MacroValues): string {
  const values: Record<MacroPlaceholder, string> = {
    'ticket.id': String(ticket.ticketId),
    'ticket.subject': ticket.subject,
    'requester.name': ticket.fullName,
    'requester.firstName': inOneLine(ticket.fullName).split(' ')[0]!,
    'requester.email': ticket.email,
    'agent.name': agent.name ?? agent.agentId,
  }
  const { parts } = partsOf(text)
  return parts
    .map((part) => (typeof part === 'string' ? part : inOneLine(values[part.placeholder as MacroPlaceholder])))
    .join('')
}

function inOneLine(value: string): string {
  return value.replaceAll(/\p{C}|\s/gu, ' ').trim()
}
