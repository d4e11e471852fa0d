import type { FastifyReply, FastifyRequest } from 'fastify'

const SESSION_S = 7 * 24 * 3600
const SIGN_IN_S = 600

/** One of the cookies of the console. */
export interface CookieKind {
  read(request: FastifyRequest): string | undefined
  set(reply: FastifyReply, value: string): void
  clear(reply: FastifyReply): void
}

export interface SessionCookies {
  /** The token of the session. */
  session: CookieKind
  /** The state of a sign-in that is in progress at another site, which leads back with a link: `SameSite=Lax`. */
  signIn: CookieKind
}

/**
 * The cookies of a service at this URL. With https they have the prefix `__Host-`, so that no other host can set them.
 * With http they have neither the prefix nor `Secure`, which browsers would refuse; the configuration allows to sign in
 * over http on loopback only.
 */
export function sessionCookies(publicUrl: string): SessionCookies {
  const isHttps = publicUrl.startsWith('https:')
  return {
    session: cookie('kin-session', 'Strict', SESSION_S, isHttps),
    signIn: cookie('kin-sign-in', 'Lax', SIGN_IN_S, isHttps),
  }
}

function cookie(bareName: string, sameSite: 'Strict' | 'Lax', maxAgeS: number, isHttps: boolean): CookieKind {
  const name = isHttps ? `__Host-${bareName}` : bareName
  const attributes = `; Path=/; HttpOnly; SameSite=${sameSite}${isHttps ? '; Secure' : ''}`
  return {
    read: ({ headers }) => valueOf(headers.cookie, name),
    set: (reply, value) => void reply.header('set-cookie', `${name}=${value}; Max-Age=${maxAgeS}${attributes}`),
    clear: (reply) => void reply.header('set-cookie', `${name}=; Max-Age=0${attributes}`),
  }
}

function valueOf(header: string | undefined, name: string): string | undefined {
  const pairs = header?.split(';', 100) ?? []
  const pair = pairs.map((text) => text.trim()).find((text) => text.startsWith(`${name}=`))
  return pair?.slice(name.length + 1)
}
