import { runBulks } from './bulk.ts'
import type { TestService } from './harness.ts'

type Send = TestService['send']

/** Sends a change of an object: tried, for a version that it does not have, made, and repeated with its key. */
export async function sendUpdate(send: Send, method: string, address: string, body: unknown): Promise<void> {
  await send(method, address, body, { 'if-match': '"999"' })
  await sendChange(send, method, address, body)
}

/** Sends a change: tried, made, and repeated with its key. */
export async function sendChange(send: Send, method: string, address: string, body: unknown): Promise<void> {
  const key = { 'idempotency-key': `documented${method}${address}` }
  await send(method, address, body, { 'dry-run': 'true' })
  await send(method, address, body, key)
  await send(method, address, body, key)
}

/** Makes the calls of people and workflow whose answers the document has. `agentId` is another agent. */
export async function sendWorkflowCalls(send: Send, ticketId: number, agentId: string): Promise<void> {
  const ticket = `/api/desk/tickets/${ticketId}`
  await sendUpdate(send, 'PUT', ticket, { priority: 'HIGH', tags: ['documented', 'merged'] })
  await sendUpdate(send, 'POST', `${ticket}/assign`, { agentId: null })
  for (const path of ['take', 'release', 'follow', 'unfollow']) await sendUpdate(send, 'POST', `${ticket}/${path}`, {})
  await sendUpdate(send, 'POST', `${ticket}/snooze`, { untilReply: true })
  await sendUpdate(send, 'POST', `${ticket}/unsnooze`, {})
  await sendUpdate(send, 'POST', `${ticket}/transition`, { transition: { name: 'start' } })
  await send('POST', `${ticket}/transition`, { transition: { name: 'reopen' } })
  await send('GET', '/api/desk/requesters?email=ana@example.com')
  await send('GET', '/api/desk/requesters')

  await sendObject(send, '/api/desk/me')
  await sendObject(send, `/api/desk/agents/${agentId}`)
  await sendUpdate(send, 'PUT', `/api/desk/agents/${agentId}`, { isAway: true })
  await send('GET', '/api/desk/agents?limit=1&count')

  const created = await send('POST', '/api/desk/teams', { name: 'Documented' })
  await sendChange(send, 'POST', '/api/desk/teams', { name: 'Documented too' })
  const team = created.headers.get('location')!
  await send('POST', '/api/desk/teams', { name: 'documented' })
  await sendObject(send, team)
  await sendUpdate(send, 'PUT', team, { assignment: 'round_robin' })
  await send('GET', '/api/desk/teams?limit=1&count')
  await sendUpdate(send, 'DELETE', team, undefined)
  await send('GET', team)

  const { json: tags } = await send('GET', '/api/desk/tags?limit=1&count')
  const { tagId } = (tags as { tagId: number }[])[0]!
  await sendChange(send, 'PUT', `/api/desk/tags/${tagId}`, { name: 'renamed' })
  await sendChange(send, 'POST', `/api/desk/tags/${tagId}/merge`, { into: tagId + 1 })
}

/** Reads an object, and reads it again by its version. */
async function sendObject(send: Send, address: string): Promise<void> {
  const { headers } = await send('GET', address)
  await send('GET', address, undefined, { 'if-none-match': headers.get('etag')! })
}

/** Calls every operation of the queue, views, timelines and presence, with each documented success. */
export async function sendQueueCalls(send: Send, ticketId: number): Promise<void> {
  const ticket = `/api/desk/tickets/${ticketId}`
  const view = { name: 'Mine', query: { assigneeId: 'me' } }
  const key = (name: string) => ({ 'idempotency-key': `queue-${name}` })
  const dryRun = { 'dry-run': 'true' }
  await send('GET', '/api/desk/tickets?limit=1&count')
  await send('GET', '/api/desk/tickets?cursor=nonsense')
  for (const address of [ticket, `/api/support_tickets/${ticketId}`]) {
    await send('GET', `${address}/timeline?limit=1`)
    await send('GET', `${address}/timeline?cursor=nonsense`)
  }
  for (const headers of [key('read'), key('read'), dryRun]) await send('POST', `${ticket}/read`, {}, headers)
  for (const headers of [key('create'), key('create'), dryRun]) await send('POST', '/api/desk/views', view, headers)
  const created = await send('POST', '/api/desk/views', view)
  const address = created.headers.get('location')!
  await send('GET', '/api/desk/views?limit=1')
  await send('GET', '/api/desk/views/counts')
  await send('GET', address, undefined, { 'if-none-match': (await send('GET', address)).headers.get('etag')! })
  for (const headers of [key('update'), key('update'), dryRun, { 'if-match': '"999"' }])
    await send('PUT', address, view, headers)
  for (const headers of [{ 'if-match': '"999"' }, dryRun, key('delete'), key('delete')])
    await send('DELETE', address, undefined, headers)
  await sendServiceLevelCalls(send)
  const beat = { ticketId, state: 'viewing' }
  for (const headers of [key('beat'), key('beat'), dryRun]) await send('POST', '/api/desk/presence', beat, headers)
  await send('GET', `/api/desk/presence?ticketIds=${ticketId}`)
  await sendReportCalls(send)
  await sendApiKeyCalls(send)
}

/** Calls every report, as JSON and as a file. */
async function sendReportCalls(send: Send): Promise<void> {
  const days = 'from=2026-03-01&to=2026-03-31'
  for (const report of ['volume', 'times', 'satisfaction', 'sla']) {
    await send('GET', `/api/desk/reports/${report}?${days}`)
    await send('GET', `/api/desk/reports/${report}`)
  }
  const file = `/api/desk/reports/volume.csv?${days}`
  const etag = (await send('GET', file)).headers.get('etag')!
  await send('GET', file, undefined, { range: 'bytes=0-9' })
  await send('GET', file, undefined, { range: 'bytes=99999999-' })
  await send('GET', file, undefined, { 'if-none-match': etag })
  await send('GET', `/api/desk/reports/volume.csv`)
}

/** Calls every operation of service levels, with each documented success. */
async function sendServiceLevelCalls(send: Send): Promise<void> {
  const calendars = '/api/desk/calendars'
  const calendar = { name: 'Madrid', timeZone: 'Europe/Madrid', hours: [{ day: 'monday', from: '09:00', to: '17:30' }] }
  await sendChange(send, 'POST', calendars, calendar)
  const created = (await send('POST', calendars, calendar)).headers.get('location')!
  const policy = {
    name: 'Guides',
    roles: ['GUIDE'],
    calendarId: Number(created.split('/').at(-1)),
    targets: { firstResponseMinutes: 60, nextResponseMinutes: null, resolutionMinutes: 960 },
  }
  await sendChange(send, 'POST', '/api/desk/policies', policy)
  const location = (await send('POST', '/api/desk/policies', policy)).headers.get('location')!
  for (const [address, fields] of [
    [created, { holidays: ['2026-12-25'] }],
    [location, { rank: 7 }],
  ] as const) {
    await sendObject(send, address)
    await sendUpdate(send, 'PUT', address, fields)
  }
  await send('GET', `${calendars}?limit=1&count`)
  await send('GET', '/api/desk/policies?limit=1&count')
  await send('DELETE', created)
  await sendUpdate(send, 'DELETE', location, undefined)
  for (const { policyId } of (await send('GET', '/api/desk/policies')).json)
    await send('DELETE', `/api/desk/policies/${policyId}`)
  await sendUpdate(send, 'DELETE', created, undefined)
  await send('GET', created)
}

/** Calls every operation of bulk changes and macros, with each documented success. */
export async function sendVolumeCalls(send: Send, ticketIds: number[], service: TestService): Promise<void> {
  const bulk = { tickets: ticketIds.map((id) => ({ id })), changes: { priority: 'LOW' } }
  await sendChange(send, 'POST', '/api/desk/bulk', bulk)
  await runBulks(service)
  const { headers } = await send('POST', '/api/desk/bulk', bulk)
  const [first] = (await send('GET', '/api/desk/bulk')).json as { bulkId: number }[]
  await send('GET', '/api/desk/bulk?limit=1')
  await send('GET', '/api/desk/bulk?cursor=nonsense')
  const address = headers.get('location')!
  await sendChange(send, 'POST', `${address}/cancel`, {})
  const ended = `/api/desk/bulk/${first!.bulkId - 1}`
  await send('GET', ended)
  await send('GET', `${ended}/results?limit=1`)
  await sendChange(send, 'POST', `${ended}/undo`, {})
  await send('POST', `${ended}/undo`, {})
  await sendMacroCalls(send, `/api/desk/tickets/${ticketIds[0]}`)
}

async function sendMacroCalls(send: Send, ticket: string): Promise<void> {
  const macro = { name: 'Note', reply: { kind: 'note', body: '{{ticket.subject}}' }, changes: { priority: 'HIGH' } }
  await sendChange(send, 'POST', '/api/desk/macros', macro)
  const address = (await send('POST', '/api/desk/macros', macro)).headers.get('location')!
  await send('POST', '/api/desk/macros', { name: 'Note' })
  await sendObject(send, address)
  await sendUpdate(send, 'PUT', address, macro)
  await send('GET', '/api/desk/macros?limit=1')
  await send('GET', '/api/desk/macros?cursor=nonsense')
  await send('GET', '/api/desk/macros/uses')
  const onTicket = `${ticket}/macros/${address.split('/').at(-1)}`
  await send('GET', `${onTicket}/preview`)
  await sendUpdate(send, 'POST', `${onTicket}/apply`, {})
  await sendUpdate(send, 'DELETE', address, undefined)
  await send('GET', address)
}

/** Creates, lists and revokes API keys. */
async function sendApiKeyCalls(send: Send): Promise<void> {
  const dryRun = { 'dry-run': 'true' }
  const created = await send('POST', '/api/api_keys', { name: 'Reporting', scopes: ['tickets:read'] })
  await send('POST', '/api/api_keys', { name: 'Reporting', scopes: ['tickets:read'] }, dryRun)
  await send('POST', '/api/api_keys', { name: '', scopes: [] })
  await send('POST', '/api/api_keys', { name: 'Copy', scopes: ['desk:read'] })
  await send('GET', '/api/api_keys?limit=1')
  await send('GET', '/api/api_keys?cursor=nonsense')
  const revoke = `/api/api_keys/${created.json.apiKeyId}/revoke`
  await send('POST', revoke, undefined, dryRun)
  for (let count = 0; count < 2; count++) await send('POST', revoke, undefined, { 'idempotency-key': 'revoke' })
  await send('POST', '/api/api_keys/99/revoke')
}
