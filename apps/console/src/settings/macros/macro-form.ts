import type {
  Macro,
  MacroCreate,
  ResolutionCode,
  TicketChangeSet,
  TicketPriority,
  WaitingOn,
} from '@kinconecta/support-client'

export const RESOLUTIONS = ['SOLVED', 'WORKAROUND', 'NO_RESPONSE', 'NOT_REPRODUCIBLE', 'WONT_FIX', 'SPAM'] as const
export const TRANSITIONS = ['start', 'resolve', 'reopen', 'close'] as const

/** The fields of the form. An empty text is none. */
export interface MacroForm {
  name: string
  isShared: boolean
  teamId: string
  reply: '' | 'reply' | 'note'
  body: string
  transition: '' | (typeof TRANSITIONS)[number]
  resolutionCode: Exclude<ResolutionCode, 'DUPLICATE'>
  priority: '' | TicketPriority
  waitingOn: '' | WaitingOn
  addTags: string
  removeTags: string
  /** The id of an agent, `me`, or `none`. */
  assignee: string
}

export function fieldsOfMacro(macro: Macro | undefined): MacroForm {
  const { transition, priority, waitingOn, tags, assign } = macro?.changes ?? {}
  const { agentId } = assign ?? {}
  return {
    name: macro?.name ?? '',
    isShared: macro?.isShared ?? false,
    teamId: macro?.teamId == null ? '' : String(macro.teamId),
    reply: macro ? (macro.reply?.kind ?? '') : 'reply',
    body: macro?.reply?.body ?? '',
    transition: TRANSITIONS.find((name) => name === transition?.name) ?? '',
    resolutionCode: transition?.name === 'resolve' ? transition.resolutionCode : 'SOLVED',
    priority: priority ?? '',
    waitingOn: waitingOn ?? '',
    addTags: (tags?.add ?? []).join(', '),
    removeTags: (tags?.remove ?? []).join(', '),
    assignee: agentId === null ? 'none' : (agentId ?? ''),
  }
}

/** What the form says. Changes that it has no field for, such as a snooze, stay as they were. */
export function macroOf(form: MacroForm, before: TicketChangeSet = {}): MacroCreate {
  return {
    name: form.name,
    isShared: form.isShared,
    teamId: form.isShared && form.teamId !== '' ? Number(form.teamId) : null,
    reply: form.reply === '' ? null : { kind: form.reply, body: form.body },
    changes: changesOf(form, before),
  }
}

function changesOf(form: MacroForm, before: TicketChangeSet): TicketChangeSet {
  const { transition, assign, priority: _p, waitingOn: _w, tags, ...others } = before
  const named = form.transition === '' ? othersThan(transition) : transitionOf(form)
  const assigned = { ...(assign?.teamId !== undefined && { teamId: assign.teamId }), ...assigneeOf(form) }
  const [add, remove] = [tagsIn(form.addTags), tagsIn(form.removeTags)]
  const changedTags = { ...(add.length > 0 && { add }), ...(remove.length > 0 && { remove }) }
  return {
    ...others,
    ...(named && { transition: named }),
    ...(Object.keys(assigned).length > 0 && { assign: assigned }),
    ...(form.priority !== '' && { priority: form.priority }),
    ...(form.waitingOn !== '' && { waitingOn: form.waitingOn }),
    ...(tags?.set ? { tags } : Object.keys(changedTags).length > 0 && { tags: changedTags }),
  }
}

function transitionOf({ transition, resolutionCode }: MacroForm): TicketChangeSet['transition'] {
  if (transition === '') return undefined
  return transition === 'resolve' ? { name: transition, resolutionCode } : { name: transition }
}

/** A transition that the form cannot show stays. */
function othersThan(transition: TicketChangeSet['transition']): TicketChangeSet['transition'] {
  return TRANSITIONS.some((name) => name === transition?.name) ? undefined : transition
}

function assigneeOf({ assignee }: MacroForm): { agentId?: string | null } {
  if (assignee === '') return {}
  return { agentId: assignee === 'none' ? null : assignee }
}

function tagsIn(text: string): string[] {
  const names = text.split(',').map((name) => name.trim())
  return [...new Set(names.filter((name) => name !== ''))]
}
