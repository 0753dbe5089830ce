import { Agent, get } from 'node:http'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from './support/app.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp({ features: [] })
})
afterAll(() => app.close())

test('unknown paths are refused in the dialect of their contract', async () => {
  expect(await app.get('/api/nothing')).toMatchObject({ status: 404, body: { message: 'Not found' } })
  expect(await app.get('/api/v1/nothing/')).toMatchObject({
    status: 404,
    body: { success: false, error: { code: 'NOT_FOUND', details: {} } },
  })
  expect(await app.get('/api/v1/integrations/nothing/')).toMatchObject({
    status: 404,
    body: { detail: 'Not found.' },
  })
  expect(await app.get('/api/%zz')).toMatchObject({ status: 404, body: { message: 'Not found' } })
})

test('every answer carries the security headers', async () => {
  const { headers } = await app.get('/api/nothing')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('x-frame-options')).toBe('DENY')
  expect(headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin')
})

test('only allowed origins get CORS headers', async () => {
  const preflight = (origin: string) =>
    app.call('OPTIONS', '/api/products', { headers: { origin, 'access-control-request-method': 'POST' } })
  const allowed = await preflight('http://localhost:5173')
  expect([200, 204]).toContain(allowed.status)
  expect(allowed.headers.get('access-control-allow-origin')).toBe('http://localhost:5173')
  expect(allowed.headers.get('access-control-allow-headers')).toContain('idempotency-key')
  const callers: Record<string, string>[] = [{ origin: 'https://elsewhere.example.com' }, {}]
  for (const headers of callers)
    for (const method of ['GET', 'OPTIONS']) {
      const answer = await app.call(method, '/api/products', { headers })
      expect(answer.status).toBe(method === 'GET' ? 404 : 204)
      expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
    }
})

test('a path that nobody serves is unknown whatever is sent to it', async () => {
  for (const [body, type] of [
    ['{', 'application/json'],
    ['text', 'text/plain'],
    ['--x', 'multipart/form-data'],
  ] as const) {
    const headers = { 'content-type': type }
    expect(await app.call('POST', '/api/nothing', { body, headers })).toMatchObject({
      status: 404,
      body: { message: 'Not found' },
    })
  }
})

test('the API describes itself', async () => {
  expect((await app.get('/openapi.json')).body).toMatchObject({ openapi: '3.1.0' })
  expect((await app.get('/docs/')).text).toContain('<html')
})

test.each([
  ['not begun', false],
  ['begun', true],
])('a stop waits for an answer that has %s, and not for its connection', async (_name, begun) => {
  const source = new PassThrough()
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
  const stopping = await startTestApp({
    features: [
      (server) => {
        server.get('/api/v1/long', async (_request, reply) => {
          arrive()
          return begun ? reply.send(source) : (await source.toArray()).length
        })
      },
    ],
  })
  const agent = new Agent({ keepAlive: true })
  const answer = new Promise<string>((resolve, reject) => {
    get(`${stopping.url}/api/v1/long`, { agent }, (response) => text(response).then(resolve, reject)).once(
      'error',
      reject,
    )
  })
  await arrived
  source.write('half ')
  const closed = stopping.close()
  await expect.poll(() => stopping.app.server.listening).toBe(false)
  source.end('done')
  expect(await answer).toBe(begun ? 'half done' : '2')
  await closed
  agent.destroy()
})
