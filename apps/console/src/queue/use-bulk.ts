import { useState } from 'react'
import { change } from '../app/changes.ts'
import { support } from '../app/support.ts'
import { useText } from '../text/text.ts'
import { type BulkChanges, tagsAfter } from './bulk-changes.ts'
import type { QueueQuery } from './queue-search.ts'

const AT_ONCE = 10

export function useBulk(_query: QueueQuery) {
  const text = useText()
  const [progress, setProgress] = useState<{ done: number; total: number }>()
  const [outcome, setOutcome] = useState<string>()
  const run = async (what: readonly number[] | QueueQuery, changes: BulkChanges) => {
    if (!('length' in what)) return
    const failed = await runEach(what, changes, (done) => setProgress({ done, total: what.length }))
    setProgress(undefined)
    const { done, refused } = text.queue.bulk
    setOutcome([done(what.length - failed), ...(failed > 0 ? [refused(failed)] : [])].join(' '))
  }
  return {
    canTakeAll: false,
    progress,
    outcome,
    error: undefined,
    run,
    stop: () => {},
    undo: undefined as (() => void) | undefined,
  }
}

async function runEach(ids: readonly number[], changes: BulkChanges, onDone: (count: number) => void): Promise<number> {
  let failed = 0
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    onDone(start)
    const results = await Promise.allSettled(ids.slice(start, start + AT_ONCE).map((id) => applyTo(id, changes)))
    failed += results.filter(({ status }) => status === 'rejected').length
  }
  return failed
}

async function applyTo(id: number, { transition, assign, priority, tags }: BulkChanges): Promise<void> {
  const { tickets } = support.desk
  if (transition) await change(async (idempotencyKey) => tickets.transition({ id, transition }, { idempotencyKey }))
  if (assign) await change(async (idempotencyKey) => tickets.assign({ id, ...assign }, { idempotencyKey }))
  if (priority) await change(async (idempotencyKey) => tickets.update({ id, priority }, { idempotencyKey }))
  if (!tags) return
  const names = tagsAfter(await tickets.get({ id }), tags)
  await change(async (idempotencyKey) => tickets.update({ id, tags: names }, { idempotencyKey }))
}
