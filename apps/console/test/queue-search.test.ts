import { describe, expect, it } from 'vitest'
import { parseSearch, stringifySearch } from '../src/app/search-params.ts'
import { filtersOf, nameOfQueue, queueQuery, queueSearch, searchOfView } from '../src/queue/queue-search.ts'

describe('the query of an address', () => {
  it('is read, and written as it was', () => {
    const address =
      '?view=7&q=reembolso&status=OPEN,IN_PROGRESS&priority=URGENT&assigneeId=me&hasTeam=false&tags=refund,a%252Cb,100%2525' +
      '&waitingOn=requester&isUnread=true&createdFrom=2026-03-11T10:30:00&sort=-priority'
    const search = queueSearch(parseSearch(address))
    expect(search).toEqual({
      view: 7,
      q: 'reembolso',
      status: ['OPEN', 'IN_PROGRESS'],
      priority: ['URGENT'],
      assigneeId: 'me',
      hasTeam: false,
      tags: ['refund', 'a,b', '100%'],
      waitingOn: ['requester'],
      isUnread: true,
      createdFrom: '2026-03-11T10:30:00',
      sort: '-priority',
    })
    expect(stringifySearch({ ...search })).toBe(address)
    expect(queueSearch({ ...search })).toEqual(search) // as the router gives it to a page that leads to another
  })

  it('counts only as far as it is valid', () => {
    const search = queueSearch(
      parseSearch('?status=OPEN,OPEN,WRONG&category=&teamId=x&view=-1&isUnread=1&createdTo=today&sort=subject&other=1'),
    )
    expect(search).toEqual({ status: ['OPEN'] })
    expect(queueSearch({ q: 42, status: { no: 1 }, sort: ['-priority'], teamId: 1e300 })).toEqual({ q: '42' })
    expect(queueSearch({ tags: `${'x,'.repeat(5)}${'y'.repeat(51)}` })).toEqual({ tags: ['x'] })
  })

  it('names the same list whatever view shows it, and in whatever order the filters are', () => {
    const query = { sort: 'createdAt', status: ['OPEN'] } as const
    const search = searchOfView(7, { ...query, status: [...query.status] })
    expect(search).toEqual({ view: 7, ...query })
    expect(nameOfQueue(search)).toBe(nameOfQueue({ status: ['OPEN'], sort: 'createdAt' }))
    expect(filtersOf(search)).toEqual(query)
    expect(queueQuery(search)).toEqual({ ...query, limit: 100 })
  })
})
