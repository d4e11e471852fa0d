import type { DeskView } from '@kinconecta/support-client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { queries } from '../app/support.ts'
import { useLive } from '../live/use-live.ts'
import { useSession } from '../session/session.ts'

const ALL = { limit: 1000 }
const FRESH_MS = 60_000
/** The service counts this many views in one call. */
const MAX_COUNTED = 20
/** Counts are read again at most this often, however much happens. */
const COUNT_AGAIN_MS = 5_000

/** The views of the user and the shared ones. An API key has none. */
export function useViews() {
  const { caller } = useSession().session
  const isAgent = caller?.agentId != null
  const { data } = useQuery({ ...queries.desk.views.list.queryOptions(ALL), staleTime: FRESH_MS, enabled: isAgent })
  return useMemo(() => {
    const views: readonly DeskView[] = data?.items ?? []
    return {
      isAgent,
      own: views.filter(({ ownerId }) => ownerId === caller?.agentId),
      shared: views.filter(({ ownerId }) => ownerId !== caller?.agentId),
      find: (id: number | undefined) => views.find(({ viewId }) => viewId === id),
      canChange: ({ ownerId }: DeskView) => ownerId === caller?.agentId || caller?.kind === 'admin',
    }
  }, [data, isAgent, caller])
}

/** The number of tickets of each view, read in one call, and again some seconds after something has changed. */
export function useViewCounts(views: readonly DeskView[]) {
  const client = useQueryClient()
  const viewIds = views.slice(0, MAX_COUNTED).map(({ viewId }) => viewId)
  const options = queries.desk.views.counts.queryOptions({ viewIds })
  const { data } = useQuery({ ...options, enabled: viewIds.length > 0, placeholderData: (before) => before })
  const [isOld, setOld] = useState(false)
  useLive(() => setOld(true))
  useEffect(() => {
    if (!isOld) return
    const timer = setTimeout(() => {
      setOld(false)
      void client.invalidateQueries({ queryKey: queries.desk.views.counts.queryKey() })
    }, COUNT_AGAIN_MS)
    return () => clearTimeout(timer)
  }, [isOld, client])
  return useMemo(() => new Map((data?.counts ?? []).map((count) => [count.viewId, count])), [data])
}
