import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { thingsFeature } from '../../../test/support/protocol.ts'
import { registerHealth } from './index.ts'

const opened: TestApp[] = []
async function start(options: Parameters<typeof startTestApp>[0] = {}): Promise<TestApp> {
  const app = await startTestApp({ features: [registerHealth], ...options })
  opened.push(app)
  return app
}
let app: TestApp
beforeAll(async () => {
  app = await start({ worker: true })
})
afterEach(() => Promise.all(opened.filter((one) => one !== app).map((one) => stop(one))))
afterAll(() => stop(app))

async function stop(one: TestApp): Promise<void> {
  opened.splice(opened.indexOf(one), 1)
  await one.close()
}

/** Takes the database away from under a running server: closed to new connections, present ones cut. */
async function takeDatabaseAway({ services }: TestApp): Promise<void> {
  const [row] = await services.db.query<{ name: string }>('select current_database() as name')
  const admin = new pg.Client({ connectionString: inject('testServer').url })
  await admin.connect()
  await admin.query(`alter database ${row!.name} allow_connections false`)
  await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [row!.name])
  await admin.end()
}

test.each(['/health', '/health/'])('%s says that the process is alive', async (path) => {
  const answer = await app.get(path)
  expect(answer).toMatchObject({ status: 200, body: { status: 'ok' } })
  expect(answer.headers.get('cache-control')).toBe('no-store')
})

test.each(['/health/detailed', '/health/detailed/'])(
  '%s says that every dependency is well',
  async (path) => {
    const answer = await app.get(path)
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({ status: 'ok', checks: { database: 'ok', cache: 'ok', celery: 'ok' } })
    expect(answer.headers.get('cache-control')).toBe('no-store')
  },
)

test('health needs no valid token and is not throttled', async () => {
  const throttled = await start({ env: { THROTTLE_ENABLED: 'True' } })
  const answers = await Promise.all(Array.from({ length: 400 }, () => throttled.get('/health/', 'nonsense')))
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]))
})

test('another method on a health path is 405 in the envelope', async () => {
  const answer = await app.post('/health/', {})
  expect(answer).toMatchObject({ status: 405, body: { error: { code: 'METHOD_NOT_ALLOWED' } } })
  expect(answer.headers.get('allow')).toContain('GET')
})

test('a worker that has been silent for a minute is a warning, not a failure', async () => {
  const now = new Date('2026-03-01T12:00:00Z')
  const silent = await start({ now })
  const beat = (secondsAgo: number) =>
    silent.services.db.query(
      `insert into worker_heartbeats (worker_id, beat_at) values ('5a3bcd8e-96a5-4f5c-8b0f-1f3f0f3a7a11', $1)
       on conflict (worker_id) do update set beat_at = excluded.beat_at`,
      [new Date(now.getTime() - secondsAgo * 1000)],
    )
  const warning = {
    status: 200,
    body: { status: 'ok', checks: { celery: 'warning: no workers responding' } },
  }
  expect(await silent.get('/health/detailed/')).toMatchObject(warning)
  await beat(59)
  expect((await silent.get('/health/detailed/')).body.checks.celery).toBe('ok')
  await beat(61)
  expect(await silent.get('/health/detailed/')).toMatchObject(warning)
})

test('without its database the server is degraded, says so within 4 s and names no host', async () => {
  const broken = await start({ features: [registerHealth, thingsFeature] })
  expect((await broken.get('/api/health')).body).toMatchObject({ status: 'ok', database: 'connected' })
  await takeDatabaseAway(broken)
  const started = performance.now()
  const answer = await broken.get('/health/detailed/')
  expect(performance.now() - started).toBeLessThan(4000)
  expect(answer.status).toBe(503)
  expect(answer.body).toEqual({
    status: 'degraded',
    checks: { database: 'error', cache: 'ok', celery: 'warning: no workers responding' },
  })
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(await broken.get('/health/')).toMatchObject({ status: 200, body: { status: 'ok' } })

  expect(await broken.get('/api/things/searched')).toMatchObject({
    status: 503,
    body: { message: 'Database connection unavailable' },
  })
  expect(await broken.get('/api/v1/things/searched')).toMatchObject({
    status: 503,
    body: { error: { code: 'SERVICE_UNAVAILABLE' } },
  })

  const sales = await broken.get('/api/health')
  expect(sales.status).toBe(200)
  expect(sales.body).toEqual({
    status: 'degraded',
    message: 'Database connection unavailable',
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    database: 'error',
  })
})

test('without its Redis the server is degraded, lets calls pass uncounted and tells how many', async () => {
  const alone = await start({
    features: [registerHealth, thingsFeature],
    env: { REDIS_URL: 'redis://127.0.0.1:1', THROTTLE_ENABLED: 'True' },
  })
  expect(await alone.get('/health/detailed/')).toMatchObject({
    status: 503,
    body: { status: 'degraded', checks: { database: 'ok', cache: 'error' } },
  })
  expect(await alone.get('/health/')).toMatchObject({ status: 200, body: { status: 'ok' } })
  const answers = await Promise.all(Array.from({ length: 310 }, () => alone.get('/api/v1/things/searched')))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  const { text } = await alone.get('/metrics')
  expect(text).toMatch(/^redis_connected 0$/m)
  expect(text).toMatch(/^redis_failures_total\{use="counter"\} 310$/m)
})

test('a database that does not answer counts as away after 3 s', async () => {
  const stuck = await start({ env: { DATABASE_POOL_SIZE: '2' } })
  const held = await Promise.all([stuck.services.db.pool.connect(), stuck.services.db.pool.connect()])
  const started = performance.now()
  const [detailed, sales] = await Promise.all([stuck.get('/health/detailed/'), stuck.get('/api/health')])
  expect(performance.now() - started).toBeLessThan(4000)
  for (const client of held) client.release()
  expect(detailed.status).toBe(503)
  expect(sales.body.status).toBe('degraded')
})

test('a server that stops is not ready any more, and still answers what reaches it', async () => {
  let enterClosing = () => {}
  let mayClose = () => {}
  const closing = new Promise<void>((resolve) => {
    enterClosing = resolve
  })
  const allowed = new Promise<void>((resolve) => {
    mayClose = resolve
  })
  const stopping = await start({
    features: [
      registerHealth,
      (server) => {
        server.addHook('preClose', () => {
          enterClosing()
          return allowed
        })
      },
    ],
  })
  expect((await stopping.get('/health/detailed/')).status).toBe(200)
  const closed = stopping.app.close()
  await closing
  expect(await stopping.get('/health/detailed/')).toMatchObject({ status: 503, body: { status: 'degraded' } })
  expect(await stopping.get('/health/')).toMatchObject({ status: 200 })
  mayClose()
  await closed
})

test('metrics count requests by route pattern, never by path', async () => {
  const measured = await start({
    features: [
      registerHealth,
      (server) => {
        server.get('/api/v1/things/:id', async () => ({}))
      },
    ],
  })
  await measured.get('/api/v1/things/red-teapot')
  await measured.get('/api/v1/nowhere/blue-teapot')
  await measured.get('/health/detailed/')
  const { text, headers } = await measured.get('/metrics')
  expect(headers.get('content-type')).toContain('text/plain')
  expect(text).toContain(
    'http_request_duration_seconds_count{method="GET",route="/api/v1/things/:id",status="200"} 1',
  )
  expect(text).toContain('http_request_duration_seconds_count{method="GET",route="unknown",status="404"} 1')
  expect(text).toContain('route="/health/detailed"')
  expect(text).toContain('database_pool_connections{state="total"}')
  expect(text).not.toContain('teapot')
})

test('the API document describes every health endpoint', async () => {
  const { body } = await app.get('/openapi.json')
  for (const path of ['/health/', '/health/detailed/', '/api/health', '/metrics']) {
    const operation = (body.paths[path] ?? body.paths[path.replace(/\/$/, '')])?.get
    expect(operation, path).toMatchObject({ tags: ['Health'], security: [] })
    expect(operation.responses['200'], path).toBeTruthy()
  }
})
