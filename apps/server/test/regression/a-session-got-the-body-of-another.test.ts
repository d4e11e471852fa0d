// Bodies for a session could be cached, with an ETag that is only a version: when the next person signed in at the same
// browser, it showed the agent and the drafts of the one before.
import { expect, it } from 'vitest'
import { useService } from '../support/harness.ts'
import { handedOver, keysAndHandOver } from '../support/sessions.ts'
import { bearer, tokenOf } from '../support/tokens.ts'

const service = useService({ isClosed: true, signInWays: keysAndHandOver })
const ME = '/api/desk/me'

it('is not cached by the browser, and a revalidation gets the own body', async () => {
  const [first, second] = [await handedOver(service, 'first', 'AGENT'), await handedOver(service, 'second', 'AGENT')]
  const { headers, json } = await service.send('GET', ME, undefined, first)
  expect(json.agentId).toBe('first')
  expect([headers.get('cache-control'), headers.get('vary')]).toEqual([
    'private, no-store',
    'Authorization, Cookie, Origin',
  ])
  const tag = { 'if-none-match': headers.get('etag')! }
  const answer = await service.send('GET', ME, undefined, { ...second, ...tag })
  expect([answer.status, answer.json?.agentId]).toEqual([200, 'second'])
})

it('with a token, a revalidation gets 304', async () => {
  const token = bearer(await tokenOf('third', 'AGENT'))
  const { headers } = await service.send('GET', ME, undefined, token)
  const { status } = await service.send('GET', ME, undefined, { ...token, 'if-none-match': headers.get('etag')! })
  expect([headers.get('cache-control'), status]).toEqual(['private, no-cache', 304])
})
