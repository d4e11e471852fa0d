import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, inject, it } from 'vitest'
import { REPOSITORY } from './run.ts'

it('the requests of examples/requests.http return the expected statuses', async () => {
  const file = await readFile(join(REPOSITORY, 'examples/requests.http'), 'utf8')
  let ticketId = ''
  const statuses: number[] = []
  for (const request of file.split(/^### .*\n/m).slice(1)) {
    const text = request
      .replaceAll('{{api}}', `${inject('serviceUrl')}/api`)
      .replaceAll('{{create.response.body.$.ticketId}}', ticketId)
    const [head = '', body = ''] = text.replace(/^# .*\n/m, '').split('\n\n')
    const [line = '', ...headers] = head.trim().split('\n')
    const [method = '', url = ''] = line.split(' ')
    const pairs = headers.map((header) => header.split(': ') as [string, string])
    const response = await fetch(url, {
      method,
      headers: pairs,
      body: body.trim() || undefined,
    })
    statuses.push(response.status)
    if (ticketId === '') ticketId = String(((await response.json()) as { ticketId: number }).ticketId)
  }
  expect(statuses).toEqual([201, 200, 200, 200, 400, 201, 204])
})
