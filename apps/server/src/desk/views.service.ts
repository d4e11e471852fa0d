import { Id, MAX_VIEWS, SupportError, type ViewService } from '@kinconecta/support-contracts'
import { z } from 'zod'
import { readPage } from '../platform/paging/page.ts'
import { versionMismatch } from '../platform/version-mismatch.ts'
import type { TicketDependencies } from '../tickets/tickets.service.ts'
import { agentIdFor } from './current-agent.ts'
import { countTicketsIn } from './view-counts.ts'
import {
  countViews,
  deleteView,
  findViews,
  insertView,
  listViews,
  lockView,
  updateView,
  type VersionedView,
} from './views.repository.ts'

const COUNTED_VIEWS = 20
const KeysetPosition = z.tuple([Id])

/** The rules of `desk.views.*`. An agent sees its own views and shared ones. */
export function viewService({ db, lists, actor, clock, ifVersions }: TicketDependencies): ViewService {
  const me = agentIdFor('views', actor)

  /** Locks a view for a change by its owner, or by an admin if it is shared. */
  const lock = async (id: number): Promise<VersionedView> => {
    const view = await lockView(db, me, id)
    if (!view) throw viewNotFound(id)
    if (view.ownerId !== me && actor.kind !== 'admin') {
      throw new SupportError('FORBIDDEN', `Only its owner and admins may change view ${id}`)
    }
    if (ifVersions?.includes(view.version) === false) throw versionMismatch(`View ${id}`, view.version, ifVersions)
    return view
  }

  return {
    list: (query) =>
      readPage(query, {
        name: 'desk.views',
        position: KeysetPosition,
        positionOf: ({ viewId }) => [viewId] as [number],
        listAfter: async (position, limit) => ({
          rows: await listViews(lists, me, position?.[0] ?? 0, limit),
          isCut: false,
        }),
      }),

    async get({ id }) {
      const [view] = await findViews(db, me, [id])
      if (!view) throw viewNotFound(id)
      return view
    },

    async create(input) {
      if ((await countViews(db, me)) >= MAX_VIEWS) {
        throw new SupportError('VIEW_LIMIT_REACHED', `An agent can have ${MAX_VIEWS} views; delete one first`)
      }
      return insertView(db, me, input, clock())
    },

    async update(input) {
      await lock(input.id)
      return updateView(db, input)
    },

    async delete({ id }) {
      await lock(id)
      await deleteView(db, id)
      return null
    },

    async counts({ viewIds }) {
      const views = viewIds ? await findViews(lists, me, viewIds) : await listViews(lists, me, 0, COUNTED_VIEWS)
      const asked = viewIds ? [...new Set(viewIds)] : views.map(({ viewId }) => viewId)
      const found = asked.flatMap((id) => views.filter(({ viewId }) => viewId === id))
      return { counts: await countTicketsIn(lists, found, actor, clock()) }
    },
  }
}

function viewNotFound(id: number): SupportError {
  return new SupportError('VIEW_NOT_FOUND', `View ${id} not found`)
}
