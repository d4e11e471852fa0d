import { z } from 'zod'
import { Ref, VersionedRef } from '../core/ids.ts'
import { pageOf } from '../core/pages.ts'
import { operation } from '../trpc.ts'
import { DeskView, DeskViewCreate, DeskViewQuery, DeskViewUpdate, ViewCountQuery, ViewCounts } from './view.ts'

const tags = ['Desk']
const collection = '/desk/views'
const item = '/desk/views/{id}'

/** The procedures of `desk.views.*`. */
export const deskViews = {
  list: operation({
    openapi: { method: 'GET', path: collection, tags, summary: 'List the saved views of the caller, and shared ones' },
    success: { status: 200, description: 'Views, ascending by id.' },
    errors: ['CURSOR_INVALID', 'QUERY_TOO_EXPENSIVE'],
  })
    .input(DeskViewQuery.prefault({}))
    .output(pageOf(DeskView))
    .query(({ ctx, input }) => ctx.desk.views.list(input)),

  counts: operation({
    openapi: { method: 'GET', path: `${collection}/counts`, tags, summary: 'Count the tickets of up to 20 views' },
    success: { status: 200, description: 'The counts, in the order of `viewIds`.', isFleeting: true },
    errors: ['QUERY_TOO_EXPENSIVE'],
  })
    .input(ViewCountQuery.prefault({}))
    .output(ViewCounts)
    .query(({ ctx, input }) => ctx.desk.views.counts(input)),

  get: operation({
    openapi: { method: 'GET', path: item, tags, summary: 'Get a saved view' },
    success: { status: 200, description: 'The view.' },
    errors: ['VIEW_NOT_FOUND'],
  })
    .input(Ref)
    .output(DeskView)
    .query(({ ctx, input }) => ctx.desk.views.get(input)),

  create: operation({
    openapi: { method: 'POST', path: collection, tags, summary: 'Save a view' },
    success: { status: 201, description: 'The view.', locationOf: 'viewId' },
    errors: ['VIEW_LIMIT_REACHED'],
    events: [],
  })
    .input(DeskViewCreate)
    .output(DeskView)
    .mutation(({ ctx, input }) => ctx.desk.views.create(input)),

  update: operation({
    openapi: { method: 'PUT', path: item, tags, summary: 'Update a saved view' },
    success: { status: 200, description: 'The updated view.' },
    errors: ['VIEW_NOT_FOUND', 'PRECONDITION_FAILED'],
    events: [],
  })
    .input(DeskViewUpdate)
    .output(DeskView)
    .mutation(({ ctx, input }) => ctx.desk.views.update(input)),

  delete: operation({
    openapi: { method: 'DELETE', path: item, tags, summary: 'Delete a saved view' },
    success: { status: 204, description: 'Deleted.' },
    errors: ['VIEW_NOT_FOUND', 'PRECONDITION_FAILED'],
    events: [],
  })
    .input(VersionedRef)
    .output(z.null())
    .mutation(({ ctx, input }) => ctx.desk.views.delete(input)),
}
