import { SerializerSelector } from '@fastify/fast-json-stringify-compiler'
import type { RouteOptions } from 'fastify'
import { expect, test } from 'vitest'
import { features } from '../src/features.ts'
import { startTestApp } from './support/app.ts'

test('the response schemas of every route compile, though each is compiled only when it first answers', async () => {
  const routes: RouteOptions[] = []
  const app = await startTestApp({
    features: [(fastify) => void fastify.addHook('onRoute', (route) => void routes.push(route)), ...features],
  })
  const compile = SerializerSelector()({}, {})
  let compiled = 0
  for (const { method, url, schema } of routes) {
    const responses = (schema?.response ?? {}) as Record<string, unknown>
    for (const [httpStatus, response] of Object.entries(responses)) {
      const one = () => compile({ method: String(method), url, httpStatus, schema: response })
      expect(one, `${method} ${url} ${httpStatus}`).not.toThrow()
      compiled++
    }
  }
  expect(compiled).toBeGreaterThan(200)
  await app.close()
})
