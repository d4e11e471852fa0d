import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { aTicket, useService } from '../support/harness.ts'
import { formOf, pdf, png, pngOf } from '../support/sample-files.ts'
import { filesOf, said, TICKETS } from '../support/stored-files.ts'

const folder = mkdtempSync('/tmp/kin-support-full-')
const isMounted = mount()
afterAll(() => {
  if (isMounted) execFileSync('umount', ['-l', folder])
  rmSync(folder, { recursive: true, force: true })
})

/** A disk of 2 MiB; false where this machine lets nobody mount one. */
function mount(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe.skipIf(!isMounted)('a full disk (skipped where a small one cannot be mounted)', () => {
  const service = useService({ filesOptions: { folder } })
  const { upload, count, download } = filesOf(service)
  const rows = () => service.db.selectFrom('support_ticket_attachments').selectAll().execute()

  it('507 STORAGE_FULL with nothing half-written; reads go on, and so does what there is room for', async () => {
    const { json } = await upload(png)
    const before = [await count(), await rows()]
    expect(said(await upload(pngOf(3_000_000)))).toEqual([507, 'STORAGE_FULL'])
    const tickets = await service.send('GET', TICKETS)
    const both = formOf(aTicket, [pdf, pngOf(3_000_000)], 'files')
    expect(said(await service.send('POST', TICKETS, both))).toEqual([507, 'STORAGE_FULL'])
    expect([await count(), await rows()]).toEqual(before)
    expect((await service.send('GET', TICKETS)).json).toEqual(tickets.json)
    expect((await download(json.attachmentId)).bytes).toEqual(png.bytes)
    expect((await upload(pngOf(1_000_000))).status).toBe(201)
  })

  it('filled by 20 at once: each is taken whole or refused', async () => {
    const before = (await rows()).length
    const answers = await Promise.all(Array.from({ length: 20 }, () => upload(pngOf(150_000))))
    const taken = answers.filter(({ status }) => status === 201)
    expect(answers.filter(({ status }) => status !== 201 && status !== 507)).toEqual([])
    expect((await rows()).length - before).toBe(taken.length)
    for (const { json } of taken) expect((await download(json.attachmentId)).bytes.length).toBe(150_000)
  })
})
