// A requester changed the score of a rating and left the comment out: the comment was deleted.
import { expect, it } from 'vitest'
import { aTicket, useService } from '../support/harness.ts'
import { peopleOf } from '../support/people.ts'

const service = useService({ isClosed: true })

it('a comment that is left out stays, and null removes it', async () => {
  const { ana, agent } = await peopleOf(service)
  const { ticketId: id } = await ana.tickets.create(aTicket)
  await agent.desk.tickets.transition({ id, transition: { name: 'resolve', resolutionCode: 'SOLVED' } })
  await ana.satisfaction.rate({ id, score: 2, comment: 'Slow' })
  expect(await ana.satisfaction.rate({ id, score: 3 })).toMatchObject({ score: 3, comment: 'Slow' })
  expect(await ana.satisfaction.rate({ id, score: 3, comment: null })).toMatchObject({ score: 3, comment: null })
})
