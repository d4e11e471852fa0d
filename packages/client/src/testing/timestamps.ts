import { msOf, timestampOf } from '@kinconecta/support-contracts'

/** Converts a timestamp to wire form: `2026-03-11T10:30:00`, UTC, whole seconds. An input without offset is UTC. */
export function wireTimestamp(text: string): string {
  return timestampOf(msOf(text))
}
