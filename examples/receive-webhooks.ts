// Receives the messages of a webhook. Run it behind https, for example at https://example.com/kin-support:
//   WEBHOOK_SECRET=whsec_… node receive-webhooks.ts
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { verifyWebhook, WebhookVerificationError } from '@kinconecta/support-client/webhooks'

const secret = process.env['WEBHOOK_SECRET'] ?? ''
const MAX_BYTES = 1_000_000

// In production, keep the ids in the database that the handler writes to, in the same transaction.
const handledIds = new Set<string>()

const server = createServer((request, response) => {
  if (Number(request.headers['content-length'] ?? MAX_BYTES + 1) > MAX_BYTES) {
    response.writeHead(413).end()
    return
  }
  text(request)
    .then((body) => verifyWebhook(body, request.headers, secret))
    .then((event) => {
      if (!handledIds.has(event.id)) console.log(event.type, 'ticketId' in event ? event.ticketId : '')
      handledIds.add(event.id)
      response.writeHead(204).end()
    })
    .catch((error: unknown) => {
      const isForged = error instanceof WebhookVerificationError
      response.writeHead(isForged ? 400 : 500).end()
    })
})
server.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1')
