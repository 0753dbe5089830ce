import { fileTypeFromBuffer } from 'file-type'
import { Refusal } from '../../kernel/errors.ts'

/** A picture made anew from an upload: nothing of the sender's bytes but the pixels is left. */
export interface CleanImage {
  bytes: Buffer
  extension: 'jpg' | 'png' | 'webp' | 'gif'
  contentType: string
  width: number
  height: number
}

export const maxImageBytes = 5 * 1024 * 1024
const maxSide = 4096
/** Above it an animation keeps its first frame only: decoded frames lie in memory together. */
const maxAnimatedPixels = 40_000_000

/** Loaded with the first picture: an idle server does without the 20 MiB of the image library. */
const loadSharp = () => import('sharp')

const extensions = new Map<string, CleanImage['extension']>([
  ['image/jpeg', 'jpg'],
  ['image/png', 'png'],
  ['image/webp', 'webp'],
  ['image/gif', 'gif'],
])

/**
 * Checks an upload by its bytes and encodes it anew without metadata (marketplace contract 11). Size is judged from the
 * header, before decoding. `fitWithin` shrinks a larger picture to that many pixels on each side.
 * Throws a 400 refusal when it is no JPEG, PNG, WebP or GIF of at most 5 MiB and 4096 px.
 */
export async function cleanImage(bytes: Buffer, options: { fitWithin?: number } = {}): Promise<CleanImage> {
  if (bytes.length > maxImageBytes) throw refused('The image is larger than 5 MiB.')
  const contentType = (await fileTypeFromBuffer(bytes))?.mime ?? ''
  const extension = extensions.get(contentType)
  if (!extension) throw refused('Only JPEG, PNG, WebP and GIF images are accepted.')
  const { default: sharp } = await loadSharp()
  const animated = await judgeHeader(bytes)
  try {
    let image = sharp(bytes, { animated, limitInputPixels: maxAnimatedPixels }).autoOrient()
    if (options.fitWithin) {
      image = image.resize(options.fitWithin, options.fitWithin, { fit: 'inside', withoutEnlargement: true })
    }
    const { data, info } = await image
      .toFormat(extension === 'jpg' ? 'jpeg' : extension)
      .toBuffer({ resolveWithObject: true })
    return { bytes: data, extension, contentType, width: info.width, height: info.pageHeight ?? info.height }
  } catch {
    throw refused('The image is damaged.')
  }
}

/** Whether the picture is an animation that may be kept as one. */
async function judgeHeader(bytes: Buffer): Promise<boolean> {
  const { default: sharp } = await loadSharp()
  const header = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => null)
  if (!header?.width || !header.height) throw refused('The image is damaged.')
  if (header.width > maxSide || header.height > maxSide) {
    throw refused(`The image is larger than ${maxSide} × ${maxSide} pixels.`)
  }
  const frames = header.pages ?? 1
  return frames > 1 && frames * header.width * header.height <= maxAnimatedPixels
}

function refused(message: string): Refusal {
  return new Refusal(400, message, { code: 'VALIDATION_ERROR' })
}
