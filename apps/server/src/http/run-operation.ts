import { type Context, type Operation, supportRouter } from '@kinconecta/support-contracts'
import { callTRPCProcedure } from '@trpc/server'

/** Through tRPC, whichever door it came by: the same access, the same validation and the same resolver. */
export function runOperation({ path, type }: Operation, ctx: Context, input: unknown): Promise<unknown> {
  const getRawInput = async () => input
  return callTRPCProcedure({ router: supportRouter, path, type, ctx, getRawInput, batchIndex: 0, signal: undefined })
}
