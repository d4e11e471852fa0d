import { type DeskView, MAX_VIEW_COUNT, MAX_VIEWS, SupportError, type ViewService } from '@kinconecta/support-contracts'
import { AGENT } from './caller.ts'
import { queueList } from './queue.ts'
import type { Contents } from './services.ts'
import type { List } from './store.ts'
import { wireTimestamp } from './timestamps.ts'

const COUNTED_VIEWS = 20

const byId: List<DeskView> = {
  isListed: () => true,
  positionOf: ({ row }) => [row.viewId],
  isDescending: false,
}

/** The rules of `desk.views.*` in memory, for one agent. */
export function viewService(contents: Contents, now: () => string): ViewService {
  const { views, tickets } = contents
  const countOf = ({ viewId, query }: DeskView) => {
    const { total = 0 } = tickets.list({ limit: 1, count: true }, queueList(contents, query, now))
    return { viewId, count: Math.min(total, MAX_VIEW_COUNT), isMore: total > MAX_VIEW_COUNT }
  }
  return {
    list: async (query) => views.list(query, byId),
    get: async ({ id }) => views.get(id),
    create: async ({ name, isShared = false, query }) => {
      if (views.all().length >= MAX_VIEWS) {
        throw new SupportError('VIEW_LIMIT_REACHED', `An agent can have ${MAX_VIEWS} views; delete one first`)
      }
      return views.insert((viewId) => ({
        viewId,
        ownerId: AGENT,
        name,
        isShared,
        query,
        createdAt: wireTimestamp(now()),
      }))
    },
    update: async ({ id, ifVersion, name, isShared, query }) => views.update(id, ifVersion, { name, isShared, query }),
    delete: async ({ id, ifVersion }) => {
      views.delete(id, ifVersion)
      return null
    },
    counts: async ({ viewIds }) => {
      const all = views.all()
      const counted = viewIds
        ? [...new Set(viewIds)].flatMap((id) => all.filter(({ viewId }) => viewId === id))
        : all.slice(0, COUNTED_VIEWS)
      return { counts: counted.map(countOf) }
    },
  }
}
