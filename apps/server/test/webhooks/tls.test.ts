// https receivers: the connection goes to a checked address, the certificate is checked for the name in the URL.
import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { outboundGuard } from '../../src/platform/outbound/outbound-guard.ts'
import { outboundSender } from '../../src/platform/outbound/send-outbound.ts'
import { attemptDelivery } from '../../src/webhooks/webhook-attempt.ts'
import { receiverCertificate } from '../support/receiver-certificate.ts'
import { loopbackRules } from '../support/webhooks.ts'

const seen: { servername: unknown; host: string | undefined; port: number | undefined }[] = []
const server = createServer(receiverCertificate, (request, response) => {
  const { servername, remotePort: port } = request.socket as TLSSocket & { servername: unknown }
  seen.push({ servername, host: request.headers.host, port })
  response.end('thanks')
})
let port: number
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
})
beforeEach(() => void seen.splice(0))

const trusting = outboundSender(receiverCertificate.cert)
const usual = outboundSender()
afterAll(() => [trusting, usual].forEach((sender) => sender.close()))

function send(host: string, sender = trusting) {
  const resolve = async () => ['127.0.0.1']
  const guard = outboundGuard({ ...loopbackRules([port]), resolve })
  const signal = new AbortController().signal
  return attemptDelivery(
    { guard, sender },
    { url: `https://${host}:${port}/`, headers: {}, body: Buffer.from('{}'), signal },
  )
}

describe('a message over https', () => {
  it('arrives at the checked address, with the name of the URL', async () => {
    expect(await send('receiver.test')).toMatchObject({ failure: undefined, status: 200, answer: 'thanks' })
    expect(seen).toMatchObject([{ servername: 'receiver.test', host: `receiver.test:${port}` }])
  })

  it('reuses the connection', async () => {
    await send('receiver.test')
    await send('receiver.test')
    expect(seen[0]!.port).toBe(seen[1]!.port)
  })

  it.each(['other.test', '127.0.0.1'])('fails if the certificate is not for %s', async (host) => {
    expect(await send(host)).toMatchObject({ failure: 'tls', status: undefined })
    expect(seen).toEqual([])
  })

  it('fails if the certificate is not trusted', async () => {
    expect(await send('receiver.test', usual)).toMatchObject({ failure: 'tls' })
    expect(seen).toEqual([])
  })
})
