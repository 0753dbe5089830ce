import type { FastifyReply } from 'fastify'
import type { Config } from '../../config.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Services } from '../../kernel/services.ts'
import { type CleanImage, cleanImage } from './images.ts'

/** The public part of the storage; its keys are the paths below `/media/`. */
const mediaFolder = 'uploads/'

/** Checks, cleans and stores a public picture; answers its storage key. */
export async function storeMediaImage(
  services: Pick<Services, 'storage' | 'clock' | 'random'>,
  bytes: Buffer,
  options: { fitWithin?: number } = {},
): Promise<{ key: string; image: CleanImage }> {
  const image = await cleanImage(bytes, options)
  const day = services.clock.now().toISOString().slice(0, 10).replaceAll('-', '/')
  const key = `${mediaFolder}${day}/${randomName(services, image)}`
  await services.storage.put(key, image.bytes, image.contentType)
  return { key, image }
}

/** A name that tells nothing and cannot be guessed, with the extension of the real type. */
export function randomName(services: Pick<Services, 'random'>, image: CleanImage): string {
  return `${services.random.bytes(16).toString('hex')}.${image.extension}`
}

/** Where the public finds a stored picture: root-relative, absolute with `PUBLIC_BASE_URL`. */
export function mediaUrl(config: Pick<Config, 'publicBaseUrl'>, key: string): string {
  return `${config.publicBaseUrl ?? ''}/media/${key}`
}

/** Deletes a stored picture some time soon; a file that stays behind is only wasted space. */
export function dropMedia(services: Pick<Services, 'storage' | 'log'>, key: string): void {
  services.storage
    .delete(key)
    .catch((error) => services.log.warn({ err: error, key }, 'a media file was not deleted'))
}

/** Sends a public media file; 404 for anything else. */
export function sendMedia(
  services: Pick<Services, 'storage'>,
  reply: FastifyReply,
  key: string,
): Promise<FastifyReply> {
  if (!key.startsWith(mediaFolder)) throw notFound()
  return sendStored(services, reply, key)
}

/** Sends a stored file so that no browser takes it for anything but a picture. */
export async function sendStored(
  services: Pick<Services, 'storage'>,
  reply: FastifyReply,
  key: string,
): Promise<FastifyReply> {
  const file = await services.storage.get(key)
  if (!file) throw notFound()
  return reply
    .type(file.contentType)
    .header('content-length', file.size)
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'public, max-age=31536000, immutable')
    .send(file.stream)
}
