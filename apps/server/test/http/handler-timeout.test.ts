import { setTimeout as sleep } from 'node:timers/promises'
import Fastify from 'fastify'
import { expect, it, onTestFinished } from 'vitest'
import { limitHandlers } from '../../src/http/plugins/handler-timeout.ts'
import { answerWithProblems } from '../../src/http/plugins/problems.ts'

async function listening(): Promise<string> {
  const app = Fastify()
  answerWithProblems(app, '')
  limitHandlers(app, 300)
  app.get('/never', () => new Promise(() => {}))
  app.get('/late', () => sleep(900).then(() => 'late'))
  app.get('/patient', { config: { answerWithinMs: 2_000 } }, () => sleep(700).then(() => 'patient'))
  app.get('/soon', () => sleep(50).then(() => 'soon'))
  onTestFinished(() => app.close())
  return app.listen({ port: 0, host: '127.0.0.1' })
}

const ask = async (url: string) => {
  const response = await fetch(url)
  return { status: response.status, text: await response.text(), retryAfter: response.headers.get('retry-after') }
}

it('503 HANDLER_TIMEOUT for a handler that takes too long, and other requests are not affected', async () => {
  const url = await listening()
  const answers = await Promise.all(['/never', '/late', '/soon', '/patient'].map((path) => ask(url + path)))
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 200, 200])
  expect(answers[0]).toMatchObject({ text: expect.stringContaining('HANDLER_TIMEOUT'), retryAfter: '1' })
  await sleep(700) // the late result is dropped, and its place is used again
  expect((await Promise.all([ask(`${url}/soon`), ask(`${url}/never`)])).map(({ status }) => status)).toEqual([200, 503])
})
