// Receives the messages of a webhook. Run it behind https, for example at https://example.com/kin-support:
//   WEBHOOK_SECRET=whsec_… node receive-webhooks.ts
import { createServer, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { verifyWebhook, WebhookVerificationError } from '@kinconecta/support-client/webhooks'

const secret = process.env['WEBHOOK_SECRET'] ?? ''
const MAX_BYTES = 1_000_000

// In production, keep the ids in the database that the handler writes to, in the same transaction.
const handledIds = new Set<string>()

const server = createServer((request, response) => {
  void receive(request).then((status) => response.writeHead(status).end())
})
server.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1')

/** Returns the status to answer with. */
async function receive(request: IncomingMessage): Promise<number> {
  if (Number(request.headers['content-length'] ?? MAX_BYTES + 1) > MAX_BYTES) return 413
  try {
    const event = await verifyWebhook(await text(request), request.headers, secret)
    if (!handledIds.has(event.id)) console.log(event.type, 'ticketId' in event ? event.ticketId : '')
    handledIds.add(event.id)
    return 204
  } catch (error) {
    return error instanceof WebhookVerificationError ? 400 : 500
  }
}
