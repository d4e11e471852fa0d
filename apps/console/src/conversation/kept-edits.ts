import { currentSession } from '../session/session.ts'

/** What the user typed in a message and has not saved: it stays in this tab if the dialog or the page is closed. */
export function keptEdit(messageId: number): string | undefined {
  try {
    return sessionStorage.getItem(keyOf(messageId)) ?? undefined
  } catch {
    return undefined
  }
}

/** Keeps a text; undefined removes it. */
export function keepEdit(messageId: number, text: string | undefined): void {
  try {
    if (text === undefined) sessionStorage.removeItem(keyOf(messageId))
    else sessionStorage.setItem(keyOf(messageId), text)
  } catch {
    // the browser stores nothing: the text is in the field only
  }
}

function keyOf(messageId: number): string {
  return `kin-edit ${currentSession()?.session.caller?.id ?? ''} ${messageId}`
}
