import type { BrowserContextOptions, Page } from 'playwright-core'
import { type TestConsole, useConsole } from './console.ts'
import { insertAgents } from './desk.ts'
import { handedOver, keysAndHandOver } from './sessions.ts'

/** The console of a service that needs a sign-in, used by agents. */
export interface DeskConsole extends TestConsole {
  expectedErrors: RegExp[]
  /** Opens an address of the console as this agent. */
  openAs(agentId: string, path: string, options?: BrowserContextOptions): Promise<Page>
  /** Signs the agent in, in the browser profile of a page. */
  signIn(page: Page, agentId: string): Promise<void>
}

export function useDeskConsole(): DeskConsole {
  const console = useConsole({ isClosed: true, signInWays: keysAndHandOver })
  const signIn = async (page: Page, agentId: string) => {
    const { cookie } = await handedOver(console.service, agentId, 'AGENT')
    const [name = '', value = ''] = cookie.split('=')
    await page.context().addCookies([{ name, value, url: console.service.url, httpOnly: true, sameSite: 'Strict' }])
  }
  const openAs: DeskConsole['openAs'] = async (agentId, path, options) => {
    const page = await console.open('/healthz', options)
    await signIn(page, agentId)
    await page.goto(console.service.url + path)
    return page
  }
  return Object.assign(console, { signIn, openAs })
}

/** Inserts agents with these names. The ids are the names in lower case. */
export async function insertNamedAgents({ service: { db } }: TestConsole, ...names: string[]): Promise<void> {
  await insertAgents(db, ...names.map((name) => name.toLowerCase()))
  for (const name of names) {
    await db.updateTable('agents').set({ name }).where('agent_id', '=', name.toLowerCase()).execute()
  }
}
