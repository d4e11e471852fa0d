// A thumbnail that took too long, for example on a busy machine, was stored as one that cannot be made.
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { useService } from '../support/harness.ts'
import { ATTACHMENTS, filesOf, statusAndCode } from '../support/stored-files.ts'

const hasty = useService({ filesOptions: { thumbnailSeconds: 1 } })
const { upload } = filesOf(hasty)

it('503 THUMBNAIL_BUSY, again without another try, and nothing is stored', { timeout: 60_000 }, async () => {
  const image = sharp({ create: { width: 14_000, height: 14_000, channels: 3, background: { r: 200, g: 30, b: 30 } } })
  const bytes = await image.png({ compressionLevel: 1 }).toBuffer()
  const { json } = await upload({ name: 'large.png', type: 'image/png', bytes })
  const thumbnail = () => hasty.send('GET', `${ATTACHMENTS}/${json.attachmentId}/thumbnail`)
  expect(statusAndCode(await thumbnail())).toEqual([503, 'THUMBNAIL_BUSY'])
  const startedMs = performance.now()
  expect(statusAndCode(await thumbnail())).toEqual([503, 'THUMBNAIL_BUSY'])
  expect(performance.now() - startedMs).toBeLessThan(500)
  const file = await hasty.db.selectFrom('stored_files').select('thumbnail_bytes').executeTakeFirstOrThrow()
  expect(file.thumbnail_bytes).toBeNull()
})
