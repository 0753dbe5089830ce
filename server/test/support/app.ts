import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { buildApp, type Feature } from '../../src/app.ts'
import { createServices } from '../../src/assemble.ts'
import { type Config, readConfig } from '../../src/config.ts'
import { fixedClock } from '../../src/kernel/clock/clock.ts'
import type { Services } from '../../src/kernel/services.ts'
import { createTestDatabase } from './database.ts'

export interface TestAnswer {
  status: number
  headers: Headers
  /** The parsed JSON body, or the text when it is not JSON; null when empty. */
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into bodies of every contract
  body: any
  text: string
}

export interface TestCall {
  token?: string
  headers?: Record<string, string>
  /** Sent as JSON; a string, Buffer or FormData is sent as it is. */
  body?: unknown
}

export interface TestApp {
  app: FastifyInstance
  services: Services
  /** The server's address without a final slash. */
  url: string
  call(method: string, path: string, call?: TestCall): Promise<TestAnswer>
  get(path: string, token?: string): Promise<TestAnswer>
  post(path: string, body: unknown, token?: string, headers?: Record<string, string>): Promise<TestAnswer>
  put(path: string, body: unknown, token?: string): Promise<TestAnswer>
  patch(path: string, body: unknown, token?: string): Promise<TestAnswer>
  delete(path: string, token?: string, body?: unknown): Promise<TestAnswer>
  close(): Promise<void>
}

export interface TestAppOptions {
  /** Unless told: every feature of the product. */
  features?: readonly Feature[]
  /** Environment variables, as an operator would set them. */
  env?: Record<string, string>
  /** Start the job worker; off unless told. */
  worker?: boolean
  /** A clock that stands still; the system's unless told. */
  now?: Date | string
}

/** The real app, listening on a free port, on a database of its own. Close it in `afterAll`. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = await createTestDatabase()
  const dataDir = await mkdtemp(join(tmpdir(), 'tradepost-test-'))
  const config: Config = readConfig({
    PORT: '0',
    DATABASE_URL: database.url,
    THROTTLE_ENABLED: 'False',
    LOG_LEVEL: 'silent',
    WORKER: options.worker ? 'embedded' : 'off',
    DATABASE_POOL_SIZE: '12',
    ...options.env,
  })
  const services = await createServices({
    config,
    dataDir,
    connection: { connectionString: database.url },
    ...(options.now ? { clock: fixedClock(options.now) } : {}),
  })
  const features = options.features ?? (await import('../../src/features.ts')).features
  const app = await buildApp(services, features)
  await services.jobs.start()
  const url = await app.listen({ port: 0, host: '127.0.0.1' })

  const call = async (method: string, path: string, { token, headers = {}, body }: TestCall = {}) => {
    const raw = typeof body === 'string' || body instanceof FormData || body instanceof Uint8Array
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body !== undefined && !(body instanceof FormData) ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: raw ? (body as string | FormData | Uint8Array<ArrayBuffer>) : JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: parse(text), text }
  }
  return {
    app,
    services,
    url,
    call,
    get: (path, token) => call('GET', path, { token }),
    post: (path, body, token, headers) => call('POST', path, { token, body, headers }),
    put: (path, body, token) => call('PUT', path, { token, body }),
    patch: (path, body, token) => call('PATCH', path, { token, body }),
    delete: (path, token, body) => call('DELETE', path, { token, body }),
    async close() {
      await app.close()
      await services.jobs.stop()
      await services.redis?.close()
      await services.db.close()
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

function parse(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
