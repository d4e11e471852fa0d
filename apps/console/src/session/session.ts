import { PATH_PREFIX } from '../app/path-prefix.ts'
import { createStore, useStore } from '../app/store.ts'

/** Who is signed in, and how one can sign in. */
export interface Session {
  /** Whether the server is open: everybody may do everything, and nobody signs in. */
  isOpen: boolean
  ways: { oidc: boolean; handOverUrl: string | null; key: boolean }
  caller: Caller | null
  /** When the session ends at the latest. */
  expiresAt: string | null
}

export interface Caller {
  kind: 'agent' | 'admin' | 'service'
  id: string
  /** The id of the agent at the desk; null for API keys. */
  agentId: string | null
  name: string | null
  email: string | null
}

interface SessionState {
  session: Session
  /** Whether the session ended while the page was open. */
  hasEnded: boolean
}

const ADDRESS = `${PATH_PREFIX}/console/session`
const store = createStore<SessionState | undefined>(undefined)
const channel = new BroadcastChannel('kin-session')
channel.addEventListener('message', () => void checkSession())

export async function loadSession(): Promise<Session> {
  const session = await fetchSession()
  store.set({ session, hasEnded: false })
  if (session.caller && !session.isOpen) channel.postMessage('signed in') // other tabs may wait for it
  return session
}

/** Called when the service refuses a call, because the session has ended. */
export function endSession(): void {
  const state = store.get()
  if (state?.session.caller && !state.hasEnded) store.set({ ...state, hasEnded: true })
}

/** Asks whether the session is valid, after somebody may have signed in or out in another tab. */
export async function checkSession(): Promise<void> {
  const before = store.get()
  if (!before?.session.caller || before.session.isOpen) return
  const session = await fetchSession().catch(() => undefined)
  if (!session) return // no connection: the next call tells
  if (!session.caller) return endSession()
  const isSame = session.caller.id === before.session.caller.id
  store.set(isSame ? { session, hasEnded: false } : { session: { ...before.session }, hasEnded: true })
  otherUser.set(isSame ? undefined : session.caller)
}

/** Who signed in instead of the user who opened this page. */
export const otherUser = createStore<Caller | undefined>(undefined)

/** Resolves when the user has signed in again; at once if the session has not ended. */
export function signedInAgain(): Promise<void> {
  if (!store.get()?.hasEnded) return Promise.resolve()
  return new Promise((resolve) => {
    const unsubscribe = store.subscribe(() => {
      if (store.get()?.hasEnded) return
      unsubscribe()
      resolve()
    })
  })
}

export async function signInWithKey(key: string): Promise<Response> {
  return post('/key', { key })
}

export async function signOut(everywhere: boolean): Promise<void> {
  await post('/sign_out', { everywhere })
  channel.postMessage('signed out')
  location.assign(`${PATH_PREFIX}/console/sign-in`)
}

/** The address at which the sign-in with the identity provider begins. */
export function oidcAddress(returnTo: string): string {
  return `${ADDRESS}/oidc?${new URLSearchParams({ return: returnTo }).toString()}`
}

async function fetchSession(): Promise<Session> {
  const response = await fetch(ADDRESS)
  if (!response.ok) throw new Error(`The service answered with ${response.status}`)
  return (await response.json()) as Session
}

function post(path: string, body: object): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(ADDRESS + path, { method: 'POST', headers, body: JSON.stringify(body) })
}

export function useSession(): SessionState {
  const state = useStore(store)
  if (!state) throw new Error('The session is used before it is loaded')
  return state
}

export function currentSession(): SessionState | undefined {
  return store.get()
}

export const onSession = store.subscribe
