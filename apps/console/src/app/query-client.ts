import { QueryClient } from '@tanstack/react-query'
import { currentSession, onSession } from '../session/session.ts'

const FRESH_MS = 30_000

export const queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: FRESH_MS } } })

/** Reads again what could not be read while nobody was signed in. */
export function refetchAfterSignIn(): void {
  let hadEnded = false
  onSession(() => {
    const { hasEnded = false } = currentSession() ?? {}
    if (hadEnded && !hasEnded) void queryClient.refetchQueries({ predicate: ({ state }) => state.status === 'error' })
    hadEnded = hasEnded
  })
}
