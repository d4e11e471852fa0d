// A thumbnail that took too long, for example on a busy machine, was stored as one that cannot be made.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { useService } from '../support/harness.ts'
import { filesOf } from '../support/stored-files.ts'

const MAIN = fileURLToPath(new URL('../support/thumbnail-process.ts', import.meta.url))
const PAUSED_MS = 300
const RUNS_MS = 50

const service = useService()
const { upload } = filesOf(service)

/** A PNG with 16 bits per channel. The large one takes half a second. */
async function picture(side: number) {
  const image = sharp({ create: { width: side, height: side, channels: 3, background: { r: 200, g: 30, b: 30 } } })
  const bytes = await image.toColourspace('rgb16').png({ compressionLevel: 1 }).toBuffer()
  return { name: 'picture.png', type: 'image/png', bytes }
}

it('is THUMBNAIL_BUSY, also at once for the next request, and nothing is stored', { timeout: 60_000 }, async () => {
  const [small, large] = [await upload(await picture(100)), await upload(await picture(10_000))]
  const env = { DATABASE_URL: service.databaseUrl, FOLDER: service.folder }
  const ids = { SMALL: String(small.json.attachmentId), LARGE: String(large.json.attachmentId) }
  const child = spawn(process.execPath, [MAIN], { env: { ...env, ...ids }, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  let text = ''
  child.stdout.on('data', (chunk) => (text += String(chunk)))
  await expect.poll(() => text, { timeout: 20_000, interval: 5 }).toContain('begins\n')
  while (child.exitCode === null) {
    child.kill('SIGSTOP')
    await sleep(PAUSED_MS)
    child.kill('SIGCONT')
    await sleep(RUNS_MS)
  }
  await ended
  const [first, , second, third] = text.split('\n').map((line) => line.split(' '))
  expect([first![0], second![0], third![0]]).toEqual(['made', 'THUMBNAIL_BUSY', 'THUMBNAIL_BUSY'])
  expect(Number(third![1])).toBeLessThan(1_000) // it was not tried again
  const row = service.db.selectFrom('stored_files').select('thumbnail_bytes')
  const stored = await row.where('attachment_id', '=', large.json.attachmentId).executeTakeFirstOrThrow()
  expect(stored.thumbnail_bytes).toBeNull()
})
