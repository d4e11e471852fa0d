import type { Calls } from './calls-of-tickets.ts'

/** Calls on the objects of `callsOfTickets`: ticket 3 is resolved, ticket 2 is not. */
export const callsOfSatisfaction: Calls = {
  'satisfaction.rate': [
    { id: 3, score: 4, comment: 'Muy amables' },
    { id: 3, score: 4, comment: 'Muy amables' },
    { id: 3, score: 5 },
    { id: 2, score: 1 },
    { id: 99, score: 1 },
    { id: 3, score: 0 },
    { id: 3, score: 6 },
    { id: 3, score: 2.5 },
    { id: 3, score: 3, comment: '' },
    { id: 3, score: 3, comment: 'x'.repeat(2_001) },
  ],
  'satisfaction.rateByToken': [
    { token: 'kinr_forged', score: 1 },
    { token: '', score: 1 },
    { token: 'x'.repeat(201), score: 1 },
  ],
  'desk.satisfaction.get': [{ id: 3 }, { id: 2 }, { id: 99 }],
}
