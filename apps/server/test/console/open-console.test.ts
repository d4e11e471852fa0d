import { describe, expect, it } from 'vitest'
import { CHROMIUM, isWithoutChromium } from '../support/chromium.ts'
import { useConsole } from '../support/console.ts'
import { aTicket } from '../support/harness.ts'

describe.skipIf(isWithoutChromium)(`the console of an open service (skipped without ${CHROMIUM})`, () => {
  const console = useConsole()
  const { service } = console

  it('opens at / and lists the tickets', async () => {
    await service.client.tickets.create({ ...aTicket, subject: 'No puedo pagar' })
    const page = await console.open('/')
    expect(new URL(page.url()).pathname).toBe('/console')
    await page.getByText('No puedo pagar').waitFor()
  })
})
