import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** Handles one request. */
export type Script = (response: ServerResponse, request: ReceivedRequest) => void

export interface ReceivedRequest {
  method: string
  url: string
  headers: IncomingMessage['headers']
  body: string
}

/**
 * Starts a server that runs one script per request and repeats the last one. Returns its URL and the received requests.
 */
export async function scriptedServer(...scripts: Script[]): Promise<{ url: string; requests: ReceivedRequest[] }> {
  const requests: ReceivedRequest[] = []
  const server = createServer((incoming, response) => {
    void (async () => {
      let body = ''
      for await (const chunk of incoming) body += String(chunk)
      const { method = '', url = '', headers } = incoming
      const request = { method, url, headers, body }
      requests.push(request)
      scripts[Math.min(requests.length, scripts.length) - 1]?.(response, request)
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}

/** Responds with a successful result, the same for each call of a batch. */
export function success(data: unknown, headers: Record<string, string> = {}): Script {
  return json(200, { result: { data } }, headers)
}

/** Responds with an error, as the service sends it. */
export function errorResponse(status: number, code: string, headers: Record<string, string> = {}): Script {
  const data = { code, httpStatus: status, requestId: 'r-1' }
  return json(status, { error: { code: -32_000, message: `It is ${code}`, data } }, headers)
}

function json(status: number, result: unknown, headers: Record<string, string>): Script {
  return (response, { url }) => {
    const calls = url.split('?', 1)[0]!.split(',').length
    const body = url.includes('batch=1') ? Array.from({ length: calls }, () => result) : result
    response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'r-1', ...headers })
    response.end(JSON.stringify(body))
  }
}

/** Responds with these bytes and headers. */
export function bytes(status: number, body: string | Buffer, headers: Record<string, string> = {}): Script {
  return (response) => response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(body)
}

/** Closes the connection without a response. */
export const reset: Script = (response) => response.destroy()

/** Never responds. */
export const hang: Script = () => {}

/** Sends the first half of a response and closes the connection. */
export const half: Script = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
  response.write('{"result":{"data":{"ticketId":', () => response.destroy())
}
