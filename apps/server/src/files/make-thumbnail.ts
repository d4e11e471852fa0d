import type SharpModule from 'sharp'

const SIZE_PIXELS = 320
// A picture of a camera has up to 60 million; a small file that says it has more is made to fill the memory.
const MAX_INPUT_PIXELS = 64_000_000
const MAX_SECONDS = 10
const LOADERS = ['Png', 'Jpeg', 'Webp'].map((type) => `VipsForeignLoad${type}File`)

let loaded: Promise<typeof SharpModule> | undefined

/**
 * A picture of at most 320 by 320 pixels as WebP, without what the original says of its place and camera. Undefined
 * where the file is no picture that can be read, or one that is too large.
 */
export async function makeThumbnail(path: string): Promise<Buffer | undefined> {
  const sharp = await (loaded ??= load())
  const image = sharp(path, { limitInputPixels: MAX_INPUT_PIXELS, sequentialRead: true, failOn: 'error' })
  return image
    .autoOrient()
    .resize(SIZE_PIXELS, SIZE_PIXELS, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 75 })
    .timeout({ seconds: MAX_SECONDS })
    .toBuffer()
    .catch(() => undefined)
}

/** Not at the start, which it would slow down. It reads three kinds of pictures, and none of the others it could. */
async function load(): Promise<typeof SharpModule> {
  const { default: sharp } = await import('sharp')
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({ operation: LOADERS })
  sharp.concurrency(1)
  sharp.cache(false)
  return sharp
}
