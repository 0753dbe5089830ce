import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { webAppFolder } from './config.ts'

/**
 * Serves the built web app, its index page for every path that is a page of it, and lets `answerApi` refuse the paths of
 * the APIs (true when it has answered).
 */
export async function serveWebApp(
  app: FastifyInstance,
  answerApi: (request: FastifyRequest, reply: FastifyReply) => Promise<boolean>,
): Promise<void> {
  const folder = webAppFolder()
  if (folder) {
    await app.register(fastifyStatic, {
      root: folder,
      index: false,
      wildcard: false,
      setHeaders: (response, path) => {
        const immutable = /[/\\]assets[/\\]/.test(path)
        response.header('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
  }
  app.setNotFoundHandler(async (request, reply) => {
    if (await answerApi(request, reply)) return reply
    const page = request.method === 'GET' || request.method === 'HEAD'
    if (folder && page && !/\.\w+$/.test(request.url.split('?')[0] ?? '')) {
      return reply
        .header('cache-control', 'no-cache')
        .type('text/html; charset=utf-8')
        .send(createReadStream(join(folder, 'index.html')))
    }
    const text = folder
      ? 'Not found'
      : 'The web app is not built yet: run "npm run build". The API is described at /docs.'
    return reply.code(404).type('text/plain; charset=utf-8').send(text)
  })
}
