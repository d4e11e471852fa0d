import type { MessageKind } from '@kinconecta/support-client'
import { useMemo } from 'react'
import { useStore } from '../app/store.ts'
import { draftStore } from './draft-store.ts'

/** The draft of the user for a ticket, and what is told to it. */
export function useDraft(ticketId: number, kind: MessageKind) {
  const draft = useMemo(() => draftStore({ ticketId, kind }), [ticketId, kind])
  return { state: useStore(draft), isStored: useStore(draft.isStored), tell: draft.tell }
}
