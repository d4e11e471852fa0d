import type { Kysely } from 'kysely'
import type { Config } from './config.ts'
import type { SignInWays } from './http/console/sign-in-ways.ts'
import type { Closing } from './open-database.ts'
import { buildConsole, type ConsoleBuild } from './platform/console-build.ts'
import type { Database } from './platform/database/tables.ts'
import { apiKeys } from './platform/identity/api-keys.ts'
import type { TokenVerifier } from './platform/identity/jwt.ts'
import { oidcSignIn } from './platform/identity/oidc.ts'

/** The files of the console, which are built in the background, and the ways to sign in to it. */
export function openConsole(
  { hasConsole, signIn }: Config,
  db: Kysely<Database>,
  verifyToken: TokenVerifier | undefined,
  closing: Closing,
  onFailure: (error: Error) => void,
): (ConsoleBuild & { ways: SignInWays }) | undefined {
  if (!hasConsole) return undefined
  const build = buildConsole(onFailure)
  closing.push(() => build.stop())
  const ways: SignInWays = {
    oidc: signIn.oidc && oidcSignIn(signIn.oidc),
    handOver: signIn.handOver && verifyToken && { ...signIn.handOver, verifyToken },
    keys: signIn.hasKeys ? apiKeys(db) : undefined,
  }
  return { ...build, ways }
}
