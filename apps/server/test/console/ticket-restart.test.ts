import { createSupportClient } from '@kinconecta/support-client'
import { chromium } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { build } from '../../../console/scripts/build-console.ts'
import { CHROMIUM, FLAGS, isWithoutChromium } from '../support/chromium.ts'
import { aTicket } from '../support/harness.ts'
import { freePort, startProcess } from '../support/real-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

describe.skipIf(isWithoutChromium)(`a server that ends during a reply (skipped without ${CHROMIUM})`, () => {
  it('loses nothing and sends nothing twice, also if the page is closed meanwhile', { timeout: 90_000 }, async () => {
    await build()
    const settings = { CONSOLE: 'on', DATA_DIR: await temporaryFolder(), PORT: await freePort() }
    const server = await startProcess(settings)
    const client = createSupportClient({ url: server.url })
    const { ticketId: id } = await client.tickets.create(aTicket)
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
    onTestFinished(() => browser.close())
    const context = await browser.newContext()
    const first = await context.newPage()
    await first.goto(`${server.url}/console/tickets/${id}`)
    await first.getByRole('button', { name: 'Reply to Ana' }).click()
    await first.getByRole('textbox', { name: /Reply to Ana/ }).fill('Written before the end')
    await first.getByText('Draft saved').waitFor()
    await server.end('SIGKILL')
    await first.keyboard.type(', and after it')
    await first.keyboard.press('Control+Enter')
    await first.getByText('No connection yet. It will be sent once').waitFor()
    await first.close()
    const again = await startProcess(settings)
    const second = await context.newPage()
    await second.goto(`${again.url}/console/tickets/${id}`)
    await second.getByText(/Will be sent in/).waitFor({ timeout: 20_000 })
    await second.getByText('Will be sent in').waitFor({ state: 'detached', timeout: 20_000 })
    const bodies = (await client.desk.messages.list({ id })).items.map(({ body }) => body)
    expect(bodies).toEqual([aTicket.message, 'Written before the end, and after it'])
    expect((await client.desk.drafts.list()).items).toEqual([])
    await again.end('SIGTERM')
  })
})
