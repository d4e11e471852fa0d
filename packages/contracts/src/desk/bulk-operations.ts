import { Ref } from '../core/ids.ts'
import { pageOf } from '../core/pages.ts'
import { operation } from '../trpc.ts'
import { BulkChange, BulkCreate, BulkQuery, BulkResult, BulkResultQuery } from './bulk.ts'

const tags = ['Desk']
const collection = '/desk/bulk'
const item = '/desk/bulk/{id}'

/** The procedures of `desk.bulk.*`. */
export const deskBulk = {
  create: operation({
    openapi: { method: 'POST', path: collection, tags, summary: 'Change many tickets, in the background' },
    success: { status: 201, description: 'The bulk change.', locationOf: 'bulkId', isFleeting: true },
    errors: ['BULK_LIMIT_REACHED', 'BULK_TOO_LARGE', 'AGENT_NOT_FOUND', 'TEAM_NOT_FOUND', 'QUERY_TOO_EXPENSIVE'],
    events: [],
  })
    .input(BulkCreate)
    .output(BulkChange)
    .mutation(({ ctx, input }) => ctx.desk.bulk.create(input)),

  list: operation({
    openapi: { method: 'GET', path: collection, tags, summary: 'List the bulk changes of the caller' },
    success: { status: 200, description: 'Bulk changes, the newest first.' },
    errors: ['CURSOR_INVALID', 'QUERY_TOO_EXPENSIVE'],
  })
    .input(BulkQuery.prefault({}))
    .output(pageOf(BulkChange))
    .query(({ ctx, input }) => ctx.desk.bulk.list(input)),

  get: operation({
    openapi: { method: 'GET', path: item, tags, summary: 'Get a bulk change and its progress' },
    success: { status: 200, description: 'The bulk change.', isFleeting: true },
    errors: ['BULK_NOT_FOUND'],
  })
    .input(Ref)
    .output(BulkChange)
    .query(({ ctx, input }) => ctx.desk.bulk.get(input)),

  results: operation({
    openapi: { method: 'GET', path: `${item}/results`, tags, summary: 'List what happened to each ticket' },
    success: { status: 200, description: 'The tickets that were tried so far, ascending by id.' },
    errors: ['BULK_NOT_FOUND', 'CURSOR_INVALID', 'QUERY_TOO_EXPENSIVE'],
  })
    .input(BulkResultQuery)
    .output(pageOf(BulkResult))
    .query(({ ctx, input }) => ctx.desk.bulk.results(input)),

  cancel: operation({
    openapi: { method: 'POST', path: `${item}/cancel`, tags, summary: 'Stop a bulk change before its end' },
    success: { status: 200, description: 'The bulk change. What it has changed stays changed.', isFleeting: true },
    errors: ['BULK_NOT_FOUND'],
    events: [],
  })
    .input(Ref)
    .output(BulkChange)
    .mutation(({ ctx, input }) => ctx.desk.bulk.cancel(input)),

  undo: operation({
    openapi: { method: 'POST', path: `${item}/undo`, tags, summary: 'Undo a bulk change, in the background' },
    success: { status: 200, description: 'The bulk change that undoes it.', isFleeting: true },
    errors: ['BULK_NOT_FOUND', 'BULK_CONFLICT', 'BULK_LIMIT_REACHED'],
    events: [],
  })
    .input(Ref)
    .output(BulkChange)
    .mutation(({ ctx, input }) => ctx.desk.bulk.undo(input)),
}
