import type { FastifyReply } from 'fastify'

/** Resets the connection of a response that has not been sent completely. */
export function breakOff({ raw }: FastifyReply): void {
  if (!raw.writableFinished) raw.socket?.resetAndDestroy() // end() would leave the unsent bytes in the kernel
}
