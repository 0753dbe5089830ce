import { Type } from 'typebox'
import { Refusal } from '../../kernel/errors.ts'
import { type Context, type RouteSpec, route } from '../../kernel/http/route.ts'
import { salesRoute } from '../../kernel/http/sales-route.ts'
import { cleanImage, maxImageBytes } from './images.ts'
import { randomName, sendMedia, sendStored } from './media.ts'
import { readMultipart } from './multipart.ts'

const productImages = 'images/'

/** Sales contract 8: pictures of products. */
export const salesUploadRoutes: RouteSpec[] = [
  salesRoute({
    method: 'POST',
    path: '/api/upload/image',
    summary: 'Upload a product picture',
    description: 'Multipart field `image`: JPEG, PNG, GIF or WebP, at most 5 MiB and 4096 px.',
    tag: 'Uploads',
    multipart: true,
    responses: {
      200: Type.Object({
        success: Type.Boolean(),
        url: Type.String(),
        filename: Type.String(),
        size: Type.Integer(),
      }),
    },
    async handle({ request, services }: Context) {
      const file = request.isMultipart()
        ? (await readMultipart(request, 'image', maxImageBytes)).files[0]
        : undefined
      if (!file) throw new Refusal(400, 'An image file is required in the field "image"')
      if (file.truncated) throw new Refusal(400, 'The image is larger than 5 MiB.')
      const image = await cleanImage(file.bytes)
      const filename = randomName(services, image)
      await services.storage.put(productImages + filename, image.bytes, image.contentType)
      return { success: true, url: `/uploads/images/${filename}`, filename, size: image.bytes.length }
    },
  }),
]

const picture = Type.String({ format: 'binary', description: 'The file, with its real image type.' })

/** Marketplace contract 11: stored pictures, public. */
export const mediaRoutes: RouteSpec[] = [
  route({
    method: 'GET',
    path: '/media/*',
    summary: 'A stored picture',
    tag: 'Uploads',
    access: { kind: 'public' },
    throttle: 'none',
    responses: { 200: picture },
    handle: ({ services, reply, param }: Context) => sendMedia(services, reply, param('*')),
  }),
  route({
    method: 'GET',
    path: '/uploads/images/:name',
    summary: 'A stored product picture',
    tag: 'Uploads',
    access: { kind: 'public' },
    throttle: 'none',
    responses: { 200: picture },
    handle: ({ services, reply, param }: Context) =>
      sendStored(services, reply, productImages + param('name')),
  }),
]
