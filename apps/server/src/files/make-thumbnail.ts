import { SupportError } from '@kinconecta/support-contracts'
import type SharpModule from 'sharp'

const SIZE_PIXELS = 320
// Phones take pictures of up to 200 million pixels. Images are decoded row by row: 108 million pixels need 60 MB.
const MAX_INPUT_PIXELS = 220_000_000
// Progressive JPEG and interlaced PNG are decoded as a whole, with 3 bytes of memory per pixel.
const MAX_PROGRESSIVE_PIXELS = 64_000_000
const MAX_SECONDS = 20
const LOADERS = ['Png', 'Jpeg', 'Webp'].map((type) => `VipsForeignLoad${type}File`)

let loaded: Promise<typeof SharpModule> | undefined

/**
 * Creates a WebP image of at most 320 by 320 pixels, without the metadata of the original such as place and camera.
 * Returns undefined if the file cannot be decoded or has too many pixels. Rejects with THUMBNAIL_BUSY if it takes longer
 * than `maxSeconds`, which a busy machine may cause.
 */
export async function makeThumbnail(path: string, maxSeconds = MAX_SECONDS): Promise<Buffer | undefined> {
  const sharp = await (loaded ??= load())
  const image = sharp(path, { limitInputPixels: MAX_INPUT_PIXELS, sequentialRead: true, failOn: 'error' })
  const found = await image.metadata().catch(() => undefined)
  if (!found || (found.isProgressive && found.width * found.height > MAX_PROGRESSIVE_PIXELS)) return undefined
  return image
    .autoOrient()
    .resize(SIZE_PIXELS, SIZE_PIXELS, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 75 })
    .timeout({ seconds: maxSeconds })
    .toBuffer()
    .catch((cause: Error) => {
      if (cause.message.startsWith('timeout')) throw new SupportError('THUMBNAIL_BUSY', undefined, { cause })
      return undefined
    })
}

/** Imports sharp on first use, because it would slow down the start. Only the decoders of three formats are enabled. */
async function load(): Promise<typeof SharpModule> {
  const { default: sharp } = await import('sharp')
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({ operation: LOADERS })
  sharp.concurrency(1)
  sharp.cache(false)
  return sharp
}
