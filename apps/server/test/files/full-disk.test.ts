import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { aTicket, useService } from '../support/harness.ts'
import { formOf, pdf, png, pngOf } from '../support/sample-files.ts'
import { filesOf, statusAndCode, TICKETS } from '../support/stored-files.ts'

const folder = mkdtempSync('/tmp/kin-support-full-')
const isMounted = mount()
afterAll(() => {
  if (isMounted) execFileSync('umount', ['-l', folder])
  rmSync(folder, { recursive: true, force: true })
})

/** Mounts a disk of 2 MiB. Returns false if mounting is not permitted. */
function mount(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe.skipIf(!isMounted)('a full disk (skipped if mounting is not permitted)', () => {
  const service = useService({ filesOptions: { folder } })
  const { upload, count, download } = filesOf(service)
  const rows = () => service.db.selectFrom('support_ticket_attachments').selectAll().execute()

  it('507 STORAGE_FULL, and nothing is stored; reads and smaller uploads still work', async () => {
    const { json } = await upload(png)
    const before = [await count(), await rows()]
    expect(statusAndCode(await upload(pngOf(3_000_000)))).toEqual([507, 'STORAGE_FULL'])
    const tickets = await service.send('GET', TICKETS)
    const both = formOf(aTicket, [pdf, pngOf(3_000_000)], 'files')
    expect(statusAndCode(await service.send('POST', TICKETS, both))).toEqual([507, 'STORAGE_FULL'])
    expect([await count(), await rows()]).toEqual(before)
    expect((await service.send('GET', TICKETS)).json).toEqual(tickets.json)
    expect((await download(json.attachmentId)).bytes).toEqual(png.bytes)
    expect((await upload(pngOf(1_000_000))).status).toBe(201)
  })

  it('each of 20 concurrent uploads is stored completely or rejected', async () => {
    const before = (await rows()).length
    const answers = await Promise.all(Array.from({ length: 20 }, () => upload(pngOf(150_000))))
    const stored = answers.filter(({ status }) => status === 201)
    expect(answers.filter(({ status }) => status !== 201 && status !== 507)).toEqual([])
    expect((await rows()).length - before).toBe(stored.length)
    for (const { json } of stored) expect((await download(json.attachmentId)).bytes.length).toBe(150_000)
  })
})
