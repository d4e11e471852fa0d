// Receives the messages of a webhook, and prints them. It listens on http://127.0.0.1:3000 (PORT):
//   WEBHOOK_SECRET=whsec_… npx pnpm --filter @kinconecta/support-examples exec node receive-webhooks.ts
// "Try it on your machine" in docs/webhooks.md has the commands for a local server. In production, run it behind https.
import { createServer, type IncomingMessage } from 'node:http'
import { verifyWebhook, WebhookVerificationError } from '@kinconecta/support-client/webhooks'

const MAX_BYTES = 1_000_000
const port = Number(process.env['PORT'] ?? 3000)
const secret = process.env['WEBHOOK_SECRET'] ?? ''
if (!/^wh(sec|pk)_/.test(secret)) {
  console.error('Set WEBHOOK_SECRET to the secret of the webhook (whsec_…). Only the response to its creation has it.')
  process.exit(1)
}

// In production, keep the ids in the database that the handler writes to, in the same transaction.
const handledIds = new Set<string>()

const server = createServer((request, response) => {
  void receive(request).then((status) => response.writeHead(status).end())
})
server.on('error', ({ message }) => {
  console.error(message)
  process.exit(1)
})
server.listen(port, '127.0.0.1', () => console.log(`Listening on http://127.0.0.1:${port}`))

/** Returns the status to answer with. */
async function receive(request: IncomingMessage): Promise<number> {
  try {
    const body = await bodyOf(request)
    if (!body) return 413
    const event = await verifyWebhook(body, request.headers, secret)
    if (!handledIds.has(event.id)) console.log(event.type, 'ticketId' in event ? event.ticketId : '')
    handledIds.add(event.id)
    return 204
  } catch (error) {
    const isRefused = error instanceof WebhookVerificationError
    console.error(isRefused ? `${error.code}: ${error.message}` : error)
    return isRefused ? 400 : 500
  }
}

/** Returns the body as it arrived; undefined if it is too long. */
async function bodyOf(request: AsyncIterable<Buffer>): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of request) {
    sizeBytes += chunk.length
    if (sizeBytes > MAX_BYTES) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
