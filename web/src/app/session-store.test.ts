import { beforeEach, describe, expect, test } from 'vitest'
import { createSession, type User } from './session-store.ts'

const origin = 'https://shop.example.com'
const user = { id: 'u1', display_name: 'Sara' } as User

type Answer = { status: number; body?: unknown }

/** A server that knows which access tokens live and hands out the next one on refresh. */
function fakeServer() {
  const calls: { path: string; authorization: string | null }[] = []
  const living = new Set<string>()
  const server = {
    calls,
    living,
    refreshAnswer: null as Answer | null,
    later: null as Answer | null,
    offline: false,
  }
  let issued = 0

  function answer(path: string, authorization: string | null): Answer {
    if (path === '/api/v1/auth/refresh/') {
      if (server.refreshAnswer) return server.refreshAnswer
      issued += 1
      living.add(`token-${issued}`)
      return { status: 200, body: { access: `token-${issued}` } }
    }
    if (!living.has(authorization?.replace('Bearer ', '') ?? '')) return { status: 401 }
    return { status: 200, body: path === '/api/v1/auth/me/' ? user : { path } }
  }

  async function send(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    if (server.offline) throw new TypeError('offline')
    const request = input instanceof Request ? input : new Request(new URL(String(input), origin), init)
    const { pathname } = new URL(request.url)
    const authorization = request.headers.get('Authorization')
    calls.push({ path: pathname, authorization })
    const { status, body } = answer(pathname, authorization)
    return new Response(body === undefined ? null : JSON.stringify(body), { status })
  }
  return Object.assign(server, { send })
}

function fakeStorage(initial: Record<string, string> = {}) {
  const values = new Map(Object.entries(initial))
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
    values,
  }
}

const noon = Date.UTC(2026, 2, 1, 12)

function begin(hint: string | null = '1') {
  const server = fakeServer()
  const storage = fakeStorage(hint === null ? {} : { 'tradepost.signed-in': hint })
  const pauses: number[] = []
  const surroundings = {
    send: server.send as typeof fetch,
    storage,
    exclusively: <T>(work: () => Promise<T>) => work(),
    now: () => noon,
    pause: async (milliseconds: number) => {
      pauses.push(milliseconds)
      if (pauses.length === 2) server.refreshAnswer = server.later
    },
  }
  return { server, storage, pauses, session: createSession(surroundings) }
}

beforeEach(() => {
  Object.defineProperty(globalThis, 'location', { value: { origin }, configurable: true })
})

describe('restore', () => {
  test('signs in from the refresh cookie', async () => {
    const { session } = begin()
    expect(await session.restore()).toEqual({ status: 'signed-in', user })
  })

  test('asks nothing of the server for a visitor who never logged in', async () => {
    const { session, server } = begin(null)
    expect(await session.restore()).toEqual({ status: 'anonymous', reason: 'new' })
    expect(server.calls).toEqual([])
  })

  test('a refused cookie makes an expired session and forgets the hint', async () => {
    const { session, server, storage } = begin()
    server.refreshAnswer = { status: 401 }
    expect(await session.restore()).toEqual({ status: 'anonymous', reason: 'expired' })
    expect(storage.values.size).toBe(0)
  })

  test('a server that is down does not log out; the next try succeeds', async () => {
    const { session, server } = begin()
    server.offline = true
    expect(await session.restore()).toEqual({ status: 'unreachable' })
    server.offline = false
    expect(await session.restore()).toMatchObject({ status: 'signed-in' })
  })

  test('waits for the cookie of a page that was left while it renewed', async () => {
    const { session, server, storage, pauses } = begin(`renewing since ${noon - 3000}`)
    server.refreshAnswer = { status: 401 }
    expect(await session.restore()).toMatchObject({ status: 'signed-in' })
    expect(pauses).toHaveLength(2)
    expect(storage.values.get('tradepost.signed-in')).toBe('1')
  })

  test('gives up on a cookie that does not come, well before its re-use would count as theft', async () => {
    const { session, server, pauses } = begin(`renewing since ${noon - 29_000}`)
    server.refreshAnswer = { status: 401 }
    server.later = { status: 401 }
    expect(await session.restore()).toEqual({ status: 'anonymous', reason: 'expired' })
    expect(29_000 + pauses.reduce((sum, one) => sum + one, 0)).toBeLessThan(45_000)
  })

  test('does not wait for a page that was left long ago', async () => {
    const { session, server, pauses } = begin(`renewing since ${noon - 31_000}`)
    server.refreshAnswer = { status: 401 }
    expect(await session.restore()).toEqual({ status: 'anonymous', reason: 'expired' })
    expect(pauses).toEqual([])
  })

  test('a page that is left while it renews leaves a note about it', () => {
    const { session, storage } = begin()
    void session.restore()
    expect(storage.values.get('tradepost.signed-in')).toBe(`renewing since ${noon}`)
  })

  test('simultaneous callers share one refresh', async () => {
    const { session, server } = begin()
    await Promise.all([session.restore(), session.restore(), session.restore()])
    expect(server.calls.filter((call) => call.path.endsWith('/refresh/'))).toHaveLength(1)
  })
})

describe('fetch', () => {
  test('many requests that meet an expired token renew it once and all succeed', async () => {
    const { session, server } = begin()
    await session.restore()
    server.living.clear()
    server.calls.length = 0
    const paths = ['/api/a', '/api/b', '/api/c']
    const responses = await Promise.all(paths.map((path) => session.fetch(new Request(origin + path))))
    expect(responses.map((response) => response.status)).toEqual([200, 200, 200])
    expect(server.calls.filter((call) => call.path.endsWith('/refresh/'))).toHaveLength(1)
  })

  test('a request with a body is repeated with the same body', async () => {
    const { session, server } = begin()
    await session.restore()
    server.living.clear()
    const response = await session.fetch(
      new Request(`${origin}/api/orders`, { method: 'POST', body: '{"n":1}' }),
    )
    expect(response.status).toBe(200)
    expect(server.calls.filter((call) => call.path === '/api/orders')).toHaveLength(2)
  })

  test('a refused renewal ends the session and returns the refusal', async () => {
    const { session, server } = begin()
    await session.restore()
    server.living.clear()
    server.refreshAnswer = { status: 401 }
    const response = await session.fetch(new Request(`${origin}/api/a`))
    expect(response.status).toBe(401)
    expect(session.state()).toEqual({ status: 'anonymous', reason: 'expired' })
  })

  test('a renewal that fails for another reason keeps the session', async () => {
    const { session, server } = begin()
    await session.restore()
    server.living.clear()
    server.refreshAnswer = { status: 503 }
    expect((await session.fetch(new Request(`${origin}/api/a`))).status).toBe(401)
    expect(session.state().status).toBe('signed-in')
  })

  test('a wrong password at the log-in triggers no renewal', async () => {
    const { session, server } = begin(null)
    await session.restore()
    await session.fetch(new Request(`${origin}/api/v1/auth/login/`, { method: 'POST' }))
    expect(server.calls.map((call) => call.path)).toEqual(['/api/v1/auth/login/'])
  })
})

test('signing out forgets token and hint even when the server does not answer', async () => {
  const { session, server, storage } = begin()
  await session.restore()
  server.offline = true
  await session.signOut()
  server.offline = false
  expect(session.state()).toEqual({ status: 'anonymous', reason: 'signed-out' })
  expect(storage.values.size).toBe(0)
  await session.fetch(new Request(`${origin}/api/a`))
  expect(server.calls.at(-1)?.authorization).toBeNull()
})
