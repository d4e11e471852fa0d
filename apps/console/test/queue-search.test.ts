import { describe, expect, it } from 'vitest'
import { parseSearch, stringifySearch } from '../src/app/search-params.ts'
import { queueQuery, queueSearch } from '../src/queue/queue-search.ts'

describe('the query of an address', () => {
  it('is read, and written as it was', () => {
    const address = '?q=reembolso&status=OPEN,IN_PROGRESS&category=GENERAL&sort=relevance'
    const search = queueSearch(parseSearch(address))
    expect(search).toEqual({
      q: 'reembolso',
      status: ['OPEN', 'IN_PROGRESS'],
      category: ['GENERAL'],
      sort: 'relevance',
    })
    expect(stringifySearch({ ...search })).toBe(address)
  })

  it('counts only as far as it is valid', () => {
    const search = queueSearch(parseSearch('?status=OPEN,OPEN,WRONG&category=&sort=subject&other=1'))
    expect(search).toEqual({ status: ['OPEN'] })
    expect(queueSearch({ q: 42, status: { no: 1 }, sort: ['relevance'] })).toEqual({ q: '42' })
  })

  it('has the orders that the service has for it', () => {
    expect(queueSearch({ sort: 'relevance' }).sort).toBeUndefined()
    expect(queueSearch({ q: 'x', sort: 'updatedAt' }).sort).toBeUndefined()
    expect(queueQuery(queueSearch({})).sort).toBe('-updatedAt')
    expect(queueQuery(queueSearch({ q: 'x' })).sort).toBe('-ticketId')
  })
})
