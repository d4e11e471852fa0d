import { openDraft, step } from '../../src/drafts/draft-machine.ts'
import {
  type DraftEffect,
  type DraftEvent,
  type DraftRecord,
  type DraftState,
  isNewsForTabs,
  isWorthStoring,
  recordOf,
  type ServerDraft,
} from '../../src/drafts/draft-state.ts'
import { includesRevision } from '../../src/drafts/revision.ts'

type Request = Exclude<DraftEffect, { type: 'scheduleSave' }>

interface Tab {
  state: DraftState
  isOpen: boolean
  isSaveDue: boolean
  inbox: DraftRecord[]
  /** Requests that have not arrived at the service. */
  requests: Request[]
  /** Responses that have not arrived at the tab. */
  responses: DraftEvent[]
}

const NONE: ServerDraft = { body: '', version: 0 }

/** A service with one draft, a browser with tabs, and another device. Everything arrives when the test says so. */
export class Simulation {
  readonly tabs: Tab[] = []
  stored: DraftRecord | undefined
  draft: ServerDraft = NONE
  readonly messages = new Map<string, string>()
  /** Words that the user typed and did not delete. */
  readonly words = new Set<string>()
  sends = 0
  #version = 0
  #word = 0

  open(): void {
    const tab = `t${this.tabs.length}`
    const { state, effects } = openDraft(this.stored, { tab, hasServer: true, now: 0 })
    this.tabs.push({ state, isOpen: true, isSaveDue: false, inbox: [], requests: [], responses: [] })
    this.#run(this.tabs.at(-1)!, effects)
  }

  tell(tab: Tab, event: DraftEvent): void {
    const { state, effects } = step(tab.state, event)
    const unseen = this.#keep(tab, event, recordOf(tab.state), recordOf(state))
    tab.state = state
    this.#run(tab, effects)
    if (unseen) this.tell(tab, { type: 'toldByTab', record: unseen })
  }

  /** As the store does it. */
  #keep(tab: Tab, event: DraftEvent, before: DraftRecord, record: DraftRecord): DraftRecord | undefined {
    if (JSON.stringify(record) === JSON.stringify(before)) return undefined
    const others = isNewsForTabs(event, before, record) ? this.tabs : []
    for (const other of others) if (other !== tab && other.isOpen) other.inbox.push(record)
    if (this.stored && !includesRevision(record.revision, this.stored.revision)) return this.stored
    this.stored = isWorthStoring(record) ? structuredClone(record) : undefined
    return undefined
  }

  #run(tab: Tab, effects: readonly DraftEffect[]): void {
    for (const effect of effects) {
      if (effect.type === 'scheduleSave') tab.isSaveDue = true
      else tab.requests.push(effect)
    }
  }

  type(tab: Tab, isInFront: boolean): void {
    if (tab.state.outgoing.length > 0) return
    const word = this.#newWord()
    const { text } = tab.state
    this.tell(tab, { type: 'typed', text: isInFront ? `${word} ${text}` : `${text} ${word}` })
  }

  clear(tab: Tab): void {
    if (tab.state.outgoing.length > 0) return
    this.#forget(tab.state.text)
    this.tell(tab, { type: 'typed', text: '' })
  }

  send(tab: Tab): void {
    this.sends++
    this.tell(tab, { type: 'sendRequested', idempotencyKey: `k${this.sends}`, sendAfterSeconds: 10, now: 0 })
  }

  /** Takes back the message that was sent last. */
  undo(tab: Tab): void {
    const [messageId, body] = [...this.messages.values()].entries().toArray().at(-1) ?? []
    if (messageId === undefined || !body) return
    this.tell(tab, { type: 'recallRequested', message: { messageId, body, files: [] } })
  }

  decide(tab: Tab, choice: number): void {
    const { text, other } = tab.state
    if (!other) return
    if (choice === 0) this.#forget(text)
    if (choice === 1) this.#forget(other.body)
    this.tell(tab, { type: 'decided', text: [other.body, text, `${text}\n\n${other.body}`][choice % 3]! })
  }

  /** The first request arrives at the service. */
  arrive(tab: Tab): void {
    const request = tab.requests.shift()
    if (request) tab.responses.push(this.#serve(request))
  }

  respond(tab: Tab): void {
    const event = tab.responses.shift()
    if (event && tab.isOpen) this.tell(tab, event)
  }

  /** The connection breaks before or after the request arrived, or the session has ended. */
  fail(tab: Tab, hasArrived: boolean): void {
    const request = tab.requests.shift()
    if (!request) return
    if (hasArrived) this.#serve(request)
    if (tab.isOpen) this.tell(tab, FAILED[request.type])
  }

  refuse(tab: Tab): void {
    const [request] = tab.requests
    // The service returns for a key what it returned before.
    if (request?.type !== 'send' || this.messages.has(request.message.idempotencyKey)) return
    tab.requests.shift()
    const { idempotencyKey } = request.message
    this.tell(tab, { type: 'sendRefused', idempotencyKey, reason: 'MESSAGE_LIMIT_REACHED' })
  }

  deliver(tab: Tab): void {
    const record = tab.inbox.shift()
    if (record && tab.isOpen) this.tell(tab, { type: 'toldByTab', record })
  }

  saveDue(tab: Tab): void {
    if (!tab.isSaveDue) return
    tab.isSaveDue = false
    this.tell(tab, { type: 'saveDue' })
  }

  /** The requests that it has sent may still arrive. */
  close(tab: Tab): void {
    tab.isOpen = false
    tab.inbox = []
  }

  /** Somebody continues the draft on another device. */
  writeElsewhere(): void {
    this.draft = { body: `${this.draft.body} ${this.#newWord()}`, version: ++this.#version }
  }

  // oxlint-disable-next-line typescript/consistent-return -- the cases are all
  #serve(request: Request): DraftEvent {
    const { version } = this.draft
    switch (request.type) {
      case 'load':
        return { type: 'loaded', draft: this.draft }
      case 'save':
        if (request.ifVersion !== version) return { type: 'saveConflicted' }
        this.draft = { body: request.body, version: ++this.#version }
        return { type: 'saved', version: this.#version }
      case 'remove':
        if (version !== 0 && request.ifVersion !== version) return { type: 'saveConflicted' }
        this.draft = NONE
        return { type: 'saved', version: 0 }
      case 'send': {
        const { idempotencyKey, body } = request.message
        if (!this.messages.has(idempotencyKey)) {
          this.messages.set(idempotencyKey, body)
          this.draft = NONE
        }
        return { type: 'sent', idempotencyKey }
      }
      case 'recall':
        this.messages.set([...this.messages.keys()][request.messageId]!, '') // the key stays known
        return { type: 'recalled', messageId: request.messageId }
    }
  }

  /** Lets everything arrive, until nothing more happens. */
  settle(): void {
    if (!this.tabs.some(({ isOpen }) => isOpen)) this.open()
    for (let round = 0; round < 200; round++) {
      for (const tab of this.tabs.filter(({ isOpen }) => isOpen)) {
        while (tab.inbox.length > 0) this.deliver(tab)
        this.saveDue(tab)
        while (tab.requests.length > 0) this.arrive(tab)
        while (tab.responses.length > 0) this.respond(tab)
        if (isWaiting(tab.state)) this.tell(tab, { type: 'retried' })
      }
      if (this.tabs.every((tab) => !tab.isOpen || isIdle(tab))) return
    }
    throw new Error('The tabs do not come to rest')
  }

  /** Where a word of the user still is. */
  places(word: string): string[] {
    const found = (name: string, ...texts: (string | undefined)[]) =>
      texts.some((text) => text?.split(/\s+/).includes(word)) ? [name] : []
    const inRecord = (name: string, record: DraftRecord | undefined) =>
      found(
        name,
        record?.text,
        record?.other?.body,
        ...[...(record?.outgoing ?? []), ...(record?.recalling ?? [])].map(({ body }) => body),
      )
    return [
      ...this.tabs.flatMap(({ state, isOpen }) => (isOpen ? inRecord(state.tab, state) : [])),
      ...inRecord('browser', this.stored),
      ...found('service', this.draft.body),
      ...found('messages', ...this.messages.values()),
    ]
  }

  #newWord(): string {
    const word = `<${this.#word++}>`
    this.words.add(word)
    return word
  }

  #forget(text: string): void {
    for (const word of text.split(/\s+/)) this.words.delete(word)
  }
}

const FAILED = {
  load: { type: 'loadFailed' },
  save: { type: 'saveFailed' },
  remove: { type: 'saveFailed' },
  send: { type: 'sendFailed' },
  recall: { type: 'recallFailed' },
} as const satisfies Record<string, DraftEvent>

function isIdle({ inbox, requests, responses, isSaveDue, state }: Tab): boolean {
  return inbox.length + requests.length + responses.length === 0 && !isSaveDue && !isWaiting(state)
}

function isWaiting({ hasFailed, outgoing, recalling }: DraftState): boolean {
  return hasFailed || outgoing.length + recalling.length > 0
}
