// Signs a token with JWT_SECRET, to try the server in each role: pnpm run token ROLE --sub ID [--name NAME] [--email EMAIL]
import { parseArgs } from 'node:util'
import { SignJWT } from 'jose'
import { readConfig } from '../config.ts'
import { StartupError } from '../platform/startup-error.ts'
import { exitOnFailure } from '../process/exit-on-failure.ts'

const ROLES = new Set(['TOURIST', 'GUIDE', 'AGENT', 'ADMIN'])
const LIFETIME = '8h'
const USAGE = `Usage:
  pnpm run token ROLE --sub ID [--name NAME] [--email EMAIL]
Roles: tourist, guide (ID is the number of the user), agent, admin (ID is any text). The token is valid for 8 hours.`

await exitOnFailure(async () => {
  const { role, sub, claims } = readArguments(process.argv.slice(2))
  const { secret, issuer, audience } = readConfig().tokens
  if (secret === undefined) throw new StartupError('JWT_SECRET is not set. Set it to the secret of the server.')
  const token = new SignJWT({ ...claims, role }).setProtectedHeader({ alg: 'HS256' }).setSubject(sub).setIssuedAt()
  if (issuer !== undefined) token.setIssuer(issuer)
  if (audience !== undefined) token.setAudience(audience)
  console.log(await token.setExpirationTime(LIFETIME).sign(new TextEncoder().encode(secret)))
})

function readArguments(words: string[]): { role: string; sub: string; claims: { name?: string; email?: string } } {
  const { values, positionals } = parsed(words)
  const [role = '', ...others] = positionals.map((word) => word.toUpperCase())
  const { sub, ...claims } = values
  if (!ROLES.has(role) || others.length > 0) throw new StartupError(`A role is missing or unknown. ${USAGE}`)
  if (sub === undefined || sub === '') throw new StartupError(`--sub is missing. ${USAGE}`)
  const isMember = role === 'TOURIST' || role === 'GUIDE'
  if (isMember && !/^[1-9]\d{0,15}$/.test(sub)) throw new StartupError(`--sub of a ${role} must be a number. ${USAGE}`)
  return { role, sub, claims }
}

function parsed(words: string[]) {
  try {
    const text = { type: 'string' } as const
    return parseArgs({ args: words, allowPositionals: true, options: { sub: text, name: text, email: text } })
  } catch (error) {
    throw new StartupError(`${(error as Error).message} ${USAGE}`, { cause: error })
  }
}
