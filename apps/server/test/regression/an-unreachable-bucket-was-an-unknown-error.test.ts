// Listing the objects of a bucket rejected with the error of the SDK instead of STORAGE_UNAVAILABLE.
import { expect, it } from 'vitest'
import { s3Store } from '../../src/platform/storage/s3-store.ts'
import { useS3 } from '../support/s3-server.ts'

const s3 = useS3()

it('list rejects with STORAGE_UNAVAILABLE, for files and for direct uploads', async () => {
  const store = await s3Store({ ...s3, bucket: 'no-such-bucket' }, 'folder')
  const first = (objects: AsyncIterable<unknown>) => objects[Symbol.asyncIterator]().next()
  await expect(first(store.list())).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
  await expect(first(store.direct!.list())).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
})
