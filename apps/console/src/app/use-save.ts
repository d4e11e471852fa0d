import { type ChangeOptions, isSupportApiError } from '@kinconecta/support-client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { change } from './changes.ts'

/** A change that a form sends, and what became of it. */
export interface Saving<Input> {
  save: (input: Input) => void
  isSaving: boolean
  isSaved: boolean
  error: unknown
  /** What the service says about a field of the input. */
  errorOf: (path: string) => string | undefined
}

/**
 * Sends a change of a form. What was read before and may be old is then read again. A change whose answer was lost has
 * the same idempotency key if the user sends it again, so that it is made once.
 */
export function useSave<Input, Result>({
  send,
  stale,
  onSaved,
}: {
  send: (input: Input, options: ChangeOptions) => PromiseLike<Result>
  /** The keys of the queries that show what is changed. */
  stale: readonly (readonly unknown[])[]
  onSaved?: (result: Result, input: Input) => void
}): Saving<Input> {
  const client = useQueryClient()
  const unanswered = useRef<{ sent: string; idempotencyKey: string }>(undefined)
  const sendOnce = async (input: Input) => {
    const sent = JSON.stringify(input) ?? '' // a deletion has no input
    const known = unanswered.current?.sent === sent ? unanswered.current : { sent, idempotencyKey: crypto.randomUUID() }
    unanswered.current = known
    try {
      const { idempotencyKey } = known
      const result = await change(async () => send(input, { idempotencyKey }), idempotencyKey)
      unanswered.current = undefined
      return result
    } catch (error) {
      if (isSupportApiError(error)) unanswered.current = undefined
      throw error
    }
  }
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: sendOnce,
    onSuccess: (result, input) => onSaved?.(result, input),
    onSettled: () => Promise.all(stale.map((queryKey) => client.invalidateQueries({ queryKey }))),
  })
  const fieldErrors = isSupportApiError(error) ? error.fieldErrors : {}
  const errorOf = (path: string) => {
    const isInside = (name: string) => name === path || name.startsWith(`${path}.`)
    return Object.entries(fieldErrors).find(([name]) => isInside(name))?.[1][0]
  }
  return { save: mutate, isSaving: isPending, isSaved: isSuccess, error, errorOf }
}
