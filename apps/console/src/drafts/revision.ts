/**
 * Which changes of a draft somebody has seen: how many of each tab (a version vector). With it, a tab recognises
 * whether another one continued its text or wrote at the same time.
 */
export type Revision = Readonly<Record<string, number>>

const MAX_TABS = 20

/** The revision after a change of this tab. */
export function nextRevision(revision: Revision, tab: string): Revision {
  const { [tab]: count = 0, ...others } = revision
  return { ...Object.fromEntries(Object.entries(others).slice(1 - MAX_TABS)), [tab]: count + 1 } // the newest is last
}

/** Whether all changes of `other` are in `revision`. */
export function includesRevision(revision: Revision, other: Revision): boolean {
  return Object.entries(other).every(([tab, count]) => (revision[tab] ?? 0) >= count)
}

/** The changes of both. */
export function mergeRevisions(revision: Revision, other: Revision): Revision {
  const merged: Record<string, number> = { ...other, ...revision }
  for (const [tab, count] of Object.entries(other)) merged[tab] = Math.max(merged[tab] ?? 0, count)
  return merged
}
