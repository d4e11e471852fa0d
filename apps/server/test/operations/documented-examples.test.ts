import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { attachmentRow, ticketRow } from '../../src/cli/sample.ts'
import { type DocumentedExample, documentedExamples } from '../support/documented-examples.ts'
import { useService } from '../support/harness.ts'

const service = useService()

beforeEach(async () => {
  await sql`truncate support_tickets, support_ticket_attachments cascade`.execute(service.db)
  await sql`alter sequence support_tickets_ticket_id_seq restart 1523`.execute(service.db)
  await sql`alter sequence support_ticket_attachments_attachment_id_seq restart 8821`.execute(service.db)
})

describe('every example of the specification has the documented response', () => {
  it.each(documentedExamples)('$title', async (example) => {
    await insert(example.given)
    if (example.at) service.clock.now = example.at
    const { method, path, headers, body } = readCurl(example.command)

    const answer = await service.send(method, path, body, headers)

    const expected = example.answer === undefined ? '' : JSON.stringify(example.answer)
    expect({ status: answer.status, body: answer.text }).toEqual({ status: example.status, body: expected })
    expect(answer.headers.get('location')).toBe(example.location ?? null)
  })
})

async function insert({ tickets = [], attachments = [] }: DocumentedExample['given'] = {}): Promise<void> {
  for (const ticket of tickets) await service.db.insertInto('support_tickets').values(ticketRow(ticket)).execute()
  for (const attachment of attachments) {
    await service.db.insertInto('support_ticket_attachments').values(attachmentRow(attachment)).execute()
  }
}

/** Parses the curl options that the specification uses. */
function readCurl(command: string) {
  const method = /-X (\w+)/.exec(command)?.[1] ?? 'GET'
  const path = /http:\/\/localhost:8080(\S+)/.exec(command)?.[1]
  const headers = Object.fromEntries(
    [...command.matchAll(/-H "([^:]+): ([^"]+)"/g)].map(([, name, value]) => [name!, value!]),
  )
  const body = /-d '([^']*)'/.exec(command)?.[1]
  if (!path) throw new Error(`No address in: ${command}`)
  return { method, path, headers, body }
}
