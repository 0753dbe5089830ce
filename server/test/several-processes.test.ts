import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '../src/kernel/database/database.ts'
import { sessionChannel } from '../src/kernel/realtime/hub.ts'
import { createTestDatabase, type TestDatabase } from './support/database.ts'
import { prepareRedis, type RedisServer, testRedisUrl } from './support/redis.ts'
import { openTestPair, type TestPair } from './support/redis-pair.ts'

const program = fileURLToPath(new URL('./support/run-server.ts', import.meta.url))
const secretKey = 'the secret that all processes of the installation know'
const account = { email: 'owner@example.com', password: 'a-long-test-password-7' }

interface Server {
  process: ChildProcess
  url: string
}

async function startServer(env: Record<string, string>): Promise<Server> {
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk
      const [, address] = /(http:\S+)\s/.exec(text) ?? []
      if (address) resolve(address)
    })
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}: ${text}`)))
  })
  return { process: child, url }
}

async function stopServer({ process: child }: Server): Promise<number | null> {
  const gone = new Promise<number | null>((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  return gone
}

async function call(server: Server, path: string, body?: object, token?: string) {
  const response = await fetch(server.url + path, {
    method: body ? 'POST' : 'GET',
    headers: {
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await response.text()
  // biome-ignore lint/suspicious/noExplicitAny: bodies of several contracts
  const json: any = text.startsWith('{') ? JSON.parse(text) : null
  return { status: response.status, text, json }
}

const soon = { timeout: 8000, interval: 20 }

describe.skipIf(!testRedisUrl)('two processes behind one Redis and one database', () => {
  let redis: RedisServer
  let database: TestDatabase
  let dataDir: string
  let watcher: TestPair
  let one: Server
  let other: Server
  let owner: { token: string; sessionId: string }

  beforeAll(async () => {
    redis = await prepareRedis()
    await redis.start()
    database = await createTestDatabase()
    dataDir = await mkdtemp(join(tmpdir(), 'tradepost-processes-'))
    const env = {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      SECRET_KEY: secretKey,
      DATA_DIR: dataDir,
      DATABASE_POOL_SIZE: '5',
      WORKER: 'off',
      LOG_LEVEL: 'silent',
      TEST_NOW: '2026-03-01T10:00:10.000Z',
    }
    one = await startServer(env)
    other = await startServer(env)
    watcher = await openTestPair(redis.url, secretKey)
    await register(one)
    owner = await login(one)
  }, 60_000)
  afterAll(async () => {
    await watcher?.close()
    const codes = await Promise.all([one, other].filter(Boolean).map(stopServer))
    await redis.remove()
    await database.drop()
    await rm(dataDir, { recursive: true, force: true })
    expect(new Set(codes), 'a connection to Redis does not keep a stopped server alive').toEqual(new Set([0]))
  }, 60_000)

  async function register(server: Server): Promise<void> {
    const answer = await call(server, '/api/v1/auth/register/', {
      ...account,
      password_confirm: account.password,
      full_name: 'Owner',
    })
    expect(answer.status, answer.text).toBe(201)
  }

  async function login(server: Server): Promise<{ token: string; sessionId: string }> {
    const { status, json } = await call(server, '/api/auth/login', {
      username: account.email,
      password: account.password,
    })
    expect(status).toBe(200)
    const claims = JSON.parse(Buffer.from(json.token.split('.')[1], 'base64url').toString())
    return { token: json.token, sessionId: claims.sid }
  }

  async function openSocket(server: Server, channel: string) {
    const { json } = await call(server, '/probe/sockets', { channel })
    return async () => (await call(server, `/probe/sockets/${json.number}`)).json
  }

  /** The statuses of so many log-ins without a password, sent to both processes in turn at the same time. */
  async function statusesOfCalls(count: number): Promise<number[]> {
    const calls = Array.from({ length: count }, (_, index) =>
      call(index % 2 ? one : other, '/api/v1/auth/login/', {}),
    )
    return (await Promise.all(calls)).map(({ status }) => status)
  }

  /** 30 calls a minute and address are allowed on the authentication paths. */
  async function expectSharedThrottle(): Promise<void> {
    await watcher.commands.flushall()
    const statuses = await statusesOfCalls(33)
    expect(statuses.filter((status) => status === 400)).toHaveLength(30)
    expect(statuses.filter((status) => status === 429)).toHaveLength(3)
  }

  async function checks(server: Server) {
    const { status, json } = await call(server, '/health/detailed/')
    return { status, cache: json.checks.cache }
  }

  const totals = () =>
    Promise.all(
      [one, other].map(async (server) => {
        const { status, json } = await call(server, '/api/products?search=tea', undefined, owner.token)
        expect(status).toBe(200)
        return json.total
      }),
    )

  async function inDatabase(statement: string): Promise<void> {
    const db = openDatabase({ connection: { connectionString: database.url } })
    try {
      await db.query(statement)
    } finally {
      await db.close()
    }
  }

  test('count the calls of an address together', expectSharedThrottle)

  test('share the remembered total of a search, which a change through either makes void for both', async () => {
    await inDatabase(
      `insert into products (workspace_id, name, price, sku, search_text)
       select w.id, 'tea ' || n, 100, 'tea' || n, 'tea ' || n from workspaces w, generate_series(1, 100) n`,
    )
    await watcher.commands.flushall()
    expect(await totals()).toEqual([100, 100])
    expect(await watcher.commands.keys('*product-search*')).toHaveLength(1)
    const { json } = await call(one, '/api/products?search=tea', undefined, owner.token)
    const removed = await fetch(`${other.url}/api/products/${json.products[0].id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${owner.token}` },
    })
    expect(removed.status).toBeLessThan(300)
    expect(await totals()).toEqual([99, 99])
  })

  test('carry frames to the sockets of each other', async () => {
    const [near, far] = [await openSocket(one, 'room'), await openSocket(other, 'room')]
    await call(one, '/probe/frames', { channel: 'room', frame: { from: 'one' } })
    await call(other, '/probe/frames', { channel: 'room', frame: { from: 'other' } })
    for (const look of [near, far]) {
      await expect.poll(look, soon).toEqual({ closed: null, frames: [{ from: 'one' }, { from: 'other' }] })
    }
  })

  test('close the sockets of a session that ends in the other, and let its token in nowhere', async () => {
    const ended = await login(one)
    const [gone, left] = [
      await openSocket(other, sessionChannel(ended.sessionId)),
      await openSocket(other, sessionChannel(owner.sessionId)),
    ]
    const logout = await call(one, '/api/v1/auth/logout/', {}, ended.token)
    expect(logout.status, logout.text).toBeLessThan(300)
    await expect.poll(async () => (await gone()).closed, soon).toBe(4401)
    expect((await left()).closed).toBeNull()
    expect((await call(other, '/api/products', undefined, ended.token)).status).toBe(401)
  })

  test('go on when Redis is killed under traffic, say so, and share again when it is back', {
    timeout: 40_000,
  }, async () => {
    const socket = await openSocket(one, 'room')
    const statuses: number[] = []
    let longest = 0
    let driving = true
    const drive = async (server: Server, path: string, body?: object) => {
      while (driving) {
        const started = performance.now()
        const { status } = await call(server, path, body, body ? undefined : owner.token)
        longest = Math.max(longest, performance.now() - started)
        statuses.push(status)
      }
    }
    const traffic = Promise.all(
      [one, other].flatMap((server) => [
        drive(server, '/api/products?search=tea'),
        drive(server, '/api/v1/auth/login/', {}),
      ]),
    )
    const more = async (count: number) => {
      const target = statuses.length + count
      await expect.poll(() => statuses.length, { timeout: 20_000, interval: 5 }).toBeGreaterThan(target)
    }
    try {
      await more(100)
      await redis.kill()
      await more(200)
      for (const server of [one, other]) {
        expect(await checks(server)).toEqual({ status: 503, cache: 'error' })
        expect((await call(server, '/health/')).status).toBe(200)
        const { text } = await call(server, '/metrics')
        expect(text).toMatch(/^redis_connected 0$/m)
        expect(text).toMatch(/^redis_failures_total\{use="counter"\} [1-9]/m)
        expect(text).toMatch(/^redis_failures_total\{use="cache"\} [1-9]/m)
      }
      const limit = await statusesOfCalls(33)
      expect(new Set(limit), 'what cannot be counted passes').toEqual(new Set([400]))
      await redis.start()
      for (const server of [one, other]) {
        await expect.poll(() => checks(server), soon).toEqual({ status: 200, cache: 'ok' })
      }
      await more(100)
    } finally {
      driving = false
      await traffic
    }
    expect(new Set(statuses)).toEqual(new Set([200, 400, 429]))
    expect(longest).toBeLessThan(5000)
    expect((await socket()).closed, 'it may have missed something').toBe(1001)
    await expect.poll(() => watcher.ready(), soon).toBe(true)
    await expectSharedThrottle()
    const again = await openSocket(other, 'room')
    await call(one, '/probe/frames', { channel: 'room', frame: { n: 1 } })
    await expect.poll(again, soon).toEqual({ closed: null, frames: [{ n: 1 }] })
  })
})
