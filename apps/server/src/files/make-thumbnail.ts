import type SharpModule from 'sharp'

const SIZE_PIXELS = 320
// Phones make 108 and 200 million. They are read row by row: 60 MB of memory at 108 million.
const MAX_INPUT_PIXELS = 220_000_000
// Progressive JPEG and interlaced PNG are held whole: 3 bytes a pixel.
const MAX_PROGRESSIVE_PIXELS = 64_000_000
const MAX_SECONDS = 20
const LOADERS = ['Png', 'Jpeg', 'Webp'].map((type) => `VipsForeignLoad${type}File`)

let loaded: Promise<typeof SharpModule> | undefined

/**
 * A picture of at most 320 by 320 pixels as WebP, without what the original says of its place and camera. Undefined
 * where the file is no picture that can be read, or one that is too large.
 */
export async function makeThumbnail(path: string): Promise<Buffer | undefined> {
  const sharp = await (loaded ??= load())
  const image = sharp(path, { limitInputPixels: MAX_INPUT_PIXELS, sequentialRead: true, failOn: 'error' })
  const found = await image.metadata().catch(() => undefined)
  if (!found || (found.isProgressive && found.width * found.height > MAX_PROGRESSIVE_PIXELS)) return undefined
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
