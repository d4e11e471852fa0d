import type { FastifyRequest } from 'fastify'

const MAX_LENGTH = 2_000
const HOME = '/console'

/** The page of the console to which the user wants to return; the first page for any other address. */
export function returnPathOf(request: FastifyRequest): string {
  const { return: wanted } = request.query as { return?: unknown }
  return typeof wanted === 'string' ? ownPath(wanted) : HOME
}

/** The path and query of an address if it is a page of the console, not one of another site or of the API. */
export function ownPath(address: string): string {
  const url = address.length <= MAX_LENGTH ? URL.parse(address, 'http://console.invalid') : null
  const isPage = url?.host === 'console.invalid' && /^\/console(?:$|\/(?!session(?:\/|$)))/.test(url.pathname)
  return isPage ? url.pathname + url.search : HOME
}

/** The page to sign in at, which says why it did not work, and goes on to the same page. */
export function signInPath(problem: string, returnPath: string): string {
  return `/console/sign-in?${new URLSearchParams({ problem, return: returnPath }).toString()}`
}
