import { expect, it } from 'vitest'
import { useService } from '../support/harness.ts'

const service = useService({ isClosed: true })

it.each([
  ['GET', '/healthz', 200],
  ['GET', '/nothing', 404],
  ['GET', '/api/support_tickets', 401],
  ['PATCH', '/api/support_tickets', 405],
  ['GET', '/trpc/tickets.list', 401],
  ['GET', '/api/support_tickets/%ff', 400],
])('%s %s (%i) has security headers', async (method, path, status) => {
  const answer = await service.send(method, path)
  expect(answer.status).toBe(status)
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-security-policy': "default-src 'none';frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'strict-transport-security': expect.stringContaining('max-age='), // its public URL is https
  })
  expect(answer.headers.get('x-powered-by')).toBeNull()
})

it('/docs may only run its own scripts', async () => {
  const { headers } = await service.send('GET', '/docs')
  expect(headers.get('content-security-policy')).toMatch(/default-src 'none';.*script-src 'self' 'sha256-/)
})
