import { onConnection, wasConnected } from '../app/connection.ts'
import { createStore, type Store } from '../app/store.ts'
import { currentSession, onSession } from '../session/session.ts'
import { openDraft, step } from './draft-machine.ts'
import { runRequest } from './draft-requests.ts'
import {
  type DraftEffect,
  type DraftEvent,
  type DraftRecord,
  type DraftRef,
  type DraftState,
  isNewsForTabs,
  isWorthStoring,
  recordOf,
} from './draft-state.ts'
import { readRecord, storageKey, writeRecord } from './draft-storage.ts'
import { includesRevision } from './revision.ts'

const SAVE_AFTER_MS = 800
const SAVE_OF_OTHER_TAB_AFTER_MS = 8_000
const RETRY_MS = 5_000

const TAB = crypto.randomUUID().slice(0, 8)
const channel = new BroadcastChannel('kin-drafts')

/** A draft in this tab, with its requests, its copy in the browser and the other tabs. */
export interface DraftStore extends Pick<Store<DraftState>, 'get' | 'subscribe'> {
  tell: (event: DraftEvent) => void
  /** Whether the browser stores what is typed. */
  isStored: Store<boolean>
}

interface DraftMessage {
  key: string
  record: DraftRecord
}

const open = new Map<string, DraftStore>()

/** The draft of the user of this page. It lives as long as the page, so that nothing ends with a component. */
export function draftStore(ref: DraftRef): DraftStore {
  const caller = currentSession()?.session.caller
  const key = storageKey(caller?.id ?? '', ref)
  const found = open.get(key)
  if (found) return found
  const created = createDraftStore(ref, key, caller?.kind !== 'service')
  open.set(key, created)
  return created
}

function createDraftStore(ref: DraftRef, key: string, hasServer: boolean): DraftStore {
  const first = openDraft(readRecord(key), { tab: TAB, hasServer, now: Date.now() })
  const state = createStore(first.state)
  const isStored = createStore(true)
  let saveTimer: ReturnType<typeof setTimeout> | undefined

  const tell = (event: DraftEvent) => {
    const stepped = step(state.get(), event)
    const unseen = keep(event, state.get(), stepped.state)
    state.set(stepped.state)
    stepped.effects.forEach(run)
    retry.schedule()
    if (unseen) tell({ type: 'toldByTab', record: unseen })
  }

  /**
   * Writes what the browser keeps, before anything else happens, and tells the other tabs. If another tab wrote
   * something that this one has not seen, returns that instead: it is brought together first.
   */
  const keep = (event: DraftEvent, before: DraftState, after: DraftState): DraftRecord | undefined => {
    const record = recordOf(after)
    if (JSON.stringify(record) === JSON.stringify(recordOf(before))) return undefined
    if (isNewsForTabs(event, before, after)) channel.postMessage({ key, record } satisfies DraftMessage)
    const stored = readRecord(key)
    if (stored && !includesRevision(record.revision, stored.revision)) return stored
    isStored.set(writeRecord(key, isWorthStoring(record) ? record : undefined))
    return undefined
  }

  const run = (effect: DraftEffect) => {
    if (effect.type !== 'scheduleSave') return void runRequest(ref, effect).then(tell, () => tell(FAILED[effect.type]))
    clearTimeout(saveTimer)
    const pauseMs = effect.isOfOtherTab ? SAVE_OF_OTHER_TAB_AFTER_MS : SAVE_AFTER_MS
    saveTimer = setTimeout(() => tell({ type: 'saveDue' }), pauseMs)
  }

  const retry = retryTimer(
    () => isWaiting(state.get()),
    () => tell({ type: 'retried' }),
  )
  channel.addEventListener('message', ({ data }: MessageEvent<DraftMessage>) => {
    if (data.key === key) tell({ type: 'toldByTab', record: data.record })
  })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') tell({ type: 'saveDue' })
  })
  first.effects.forEach(run)
  retry.schedule()
  return { ...state, tell, isStored }
}

/** Whether something failed, or is on its way, perhaps by another tab. */
function isWaiting({ hasFailed, outgoing, recalling }: DraftState): boolean {
  return hasFailed || outgoing.length + recalling.length > 0
}

/** Tries again every few seconds while something waits, and when the connection or the session is back. */
function retryTimer(isNeeded: () => boolean, retry: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined
  const schedule = () => {
    if (isNeeded()) timer ??= setTimeout(tryNow, RETRY_MS)
  }
  const tryNow = () => {
    clearTimeout(timer)
    timer = undefined
    const mayCall = wasConnected() && !currentSession()?.hasEnded
    if (mayCall && isNeeded()) retry()
    schedule()
  }
  onConnection(tryNow)
  onSession(tryNow)
  return { schedule }
}

const FAILED = {
  load: { type: 'loadFailed' },
  save: { type: 'saveFailed' },
  remove: { type: 'saveFailed' },
  send: { type: 'sendFailed' },
  recall: { type: 'recallFailed' },
} as const satisfies Record<string, DraftEvent>
