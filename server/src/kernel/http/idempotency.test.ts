import { Type } from 'typebox'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { thingsFeature } from '../../../test/support/protocol.ts'
import type { Feature } from '../../app.ts'
import { Refusal } from '../errors.ts'
import { envelopeDialect, salesDialect } from './dialects.ts'
import { text } from './fields.ts'
import { type Context, registerRoutes, route } from './route.ts'

/** What the next calls do after they have written their effect; a test sets it. */
let afterEffect: (context: Context) => Promise<void>
let committed = 0

/** Writes one row per run, so that rows count effects. */
async function writeEffect(context: Context): Promise<unknown> {
  return context.db.transaction(async (tx) => {
    const [row] = await tx.query<{ id: number }>('insert into effects (note) values ($1) returning id', [
      context.input().note ?? '',
    ])
    tx.afterCommit(() => {
      committed += 1
    })
    await afterEffect(context)
    return { id: row?.id, note: context.input().note ?? null, hidden: 'not in the schema' }
  })
}

const effectsFeature: Feature = async (server, services) => {
  await services.db.query('create table effects (id serial primary key, note text)')
  const common = {
    tag: 'Effects',
    access: { kind: 'user' } as const,
    idempotent: true,
    body: { note: text({ max: 50 }) },
  }
  const answer = Type.Object({ id: Type.Integer(), note: Type.Union([Type.String(), Type.Null()]) })
  const create = (path: string) =>
    route({
      ...common,
      method: 'POST',
      path,
      summary: 'Effect',
      status: 201,
      responses: { 201: answer },
      handle: writeEffect,
    })
  registerRoutes(server, services, salesDialect, [create('/api/effects')])
  registerRoutes(server, services, envelopeDialect, [
    create('/api/v1/effects'),
    route({
      ...common,
      method: 'POST',
      path: '/api/v1/effects/empty',
      summary: 'Effect without an answer',
      status: 204,
      responses: { 204: Type.Null() },
      async handle(context) {
        await writeEffect(context)
      },
    }),
  ])
}

const start = { now: new Date('2026-03-01T12:00:00Z') }
const clock = { now: () => start.now }
let app: TestApp
beforeAll(async () => {
  app = await startTestApp({
    features: [
      (_server, services) => {
        services.clock = clock
      },
      thingsFeature,
      effectsFeature,
    ],
  })
})
afterAll(() => app.close())
beforeEach(async () => {
  afterEffect = async () => {}
  committed = 0
  start.now = new Date('2026-03-01T12:00:00Z')
  await app.services.db.query('truncate effects; truncate idempotency_keys')
})

const post = (key: string | undefined, body: unknown = {}, options: { path?: string; token?: string } = {}) =>
  app.call('POST', options.path ?? '/api/v1/effects/', {
    body,
    token: options.token ?? 'user-1',
    headers: key === undefined ? {} : { 'idempotency-key': key },
  })
const effects = async () =>
  (await app.services.db.query<{ count: number }>('select count(*)::int as count from effects'))[0]?.count
const keys = async () =>
  (await app.services.db.query<{ count: number }>('select count(*)::int as count from idempotency_keys'))[0]
    ?.count

test('the same key and body give the same bytes, marked as a replay, and no second effect', async () => {
  const first = await post('k', { note: 'é"' })
  const second = await post('k', { note: 'é"' })
  expect(first.status).toBe(201)
  expect(first.headers.get('idempotent-replayed')).toBeNull()
  expect(second.status).toBe(201)
  expect(second.text).toBe(first.text)
  expect(second.headers.get('content-type')).toBe(first.headers.get('content-type'))
  expect(second.headers.get('idempotent-replayed')).toBe('true')
  expect(Object.keys(first.body)).toEqual(['id', 'note'])
  expect(await effects()).toBe(1)
  expect(committed).toBe(1)
})

test('without a key every call has its effect', async () => {
  await post(undefined)
  await post(undefined, { note: 'b' })
  expect(await effects()).toBe(2)
  expect(await keys()).toBe(0)
})

test('an answer without a body is replayed as one', async () => {
  const path = '/api/v1/effects/empty/'
  expect(await post('k', {}, { path })).toMatchObject({ status: 204, text: '' })
  const second = await post('k', {}, { path })
  expect(second).toMatchObject({ status: 204, text: '' })
  expect(second.headers.get('idempotent-replayed')).toBe('true')
  expect(await effects()).toBe(1)
})

test('another body under the same key is 422 and changes nothing, in each dialect', async () => {
  await post('k', { note: 'a' })
  expect(await post('k', { note: 'b' })).toMatchObject({
    status: 422,
    body: { success: false, error: { code: 'IDEMPOTENCY_KEY_REUSED' } },
  })
  await post('k', { note: 'c' }, { path: '/api/effects' })
  expect(await post('k', { note: 'd' }, { path: '/api/effects' })).toMatchObject({
    status: 422,
    body: { message: expect.any(String) },
  })
  expect((await post('k', { note: 'a' })).status).toBe(201)
  expect(await effects()).toBe(2)
})

test('of 20 parallel calls with one key one has an effect; the others replay it or are told to wait', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => post('k', { note: 'a' })))
  const fresh = answers.filter((one) => one.status === 201 && !one.headers.has('idempotent-replayed'))
  expect(fresh).toHaveLength(1)
  for (const one of answers) {
    if (one.status === 201) expect(one.text).toBe(fresh[0]?.text)
    else expect(one).toMatchObject({ status: 409, body: { error: { code: 'IDEMPOTENCY_IN_PROGRESS' } } })
  }
  expect(await effects()).toBe(1)
})

test('a call whose first is still running is 409, and that is not remembered', async () => {
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const entered = new Promise<void>((resolve) => {
    afterEffect = async () => {
      resolve()
      await held
    }
  })
  const first = post('k')
  await entered
  expect(await post('k')).toMatchObject({ status: 409, body: { error: { code: 'IDEMPOTENCY_IN_PROGRESS' } } })
  release()
  expect((await first).status).toBe(201)
  expect((await post('k')).headers.get('idempotent-replayed')).toBe('true')
})

test.each([400, 402, 403, 404, 409])(
  'a refusal with %i undoes the work, is kept and replayed',
  async (status) => {
    let runs = 0
    afterEffect = async () => {
      runs += 1
      throw new Refusal(status, 'Refused by a rule')
    }
    const first = await post('k')
    const second = await post('k')
    expect(first.status).toBe(status)
    expect(second.status).toBe(status)
    expect(second.text).toBe(first.text)
    expect(second.headers.get('idempotent-replayed')).toBe('true')
    expect(runs).toBe(1)
    expect(await effects()).toBe(0)
    expect(committed).toBe(0)
  },
)

test.each([401, 429, 500, 503])(
  'a refusal with %i is not kept: the key can be used again',
  async (status) => {
    afterEffect = async () => {
      throw new Refusal(status, 'Not now')
    }
    expect((await post('k')).status).toBe(status)
    expect([await effects(), await keys()]).toEqual([0, 0])
    afterEffect = async () => {}
    const again = await post('k')
    expect(again.status).toBe(201)
    expect(again.headers.get('idempotent-replayed')).toBeNull()
  },
)

test('a handler that dies after its write leaves neither effect nor key, so nothing lies between the two', async () => {
  afterEffect = async () => {
    throw new Error('the process broke')
  }
  expect((await post('k')).status).toBe(500)
  expect([await effects(), await keys()]).toEqual([0, 0])
  afterEffect = async ({ db }) => {
    await db.query('select pg_terminate_backend(pg_backend_pid())')
  }
  expect((await post('k')).status).toBe(503)
  expect([await effects(), await keys()]).toEqual([0, 0])
  afterEffect = async () => {}
  expect((await post('k')).status).toBe(201)
})

test('a handler may recover from a part of its work that failed', async () => {
  afterEffect = async ({ db }) => {
    await db.transaction((tx) => tx.query('select 1 / 0')).catch(() => {})
    await db.operation('select 1 / 0').catch(() => {})
  }
  expect((await post('k')).status).toBe(201)
  expect(await effects()).toBe(1)
})

test('a key belongs to one caller and one path; a final slash and a query do not matter', async () => {
  await post('k')
  expect((await post('k', {}, { token: 'user-2' })).headers.get('idempotent-replayed')).toBeNull()
  expect((await post('k', {}, { path: '/api/effects' })).headers.get('idempotent-replayed')).toBeNull()
  for (const path of ['/api/v1/effects', '/api/v1/effects/?x=1']) {
    expect((await post('k', {}, { path })).headers.get('idempotent-replayed')).toBe('true')
  }
})

test.each(['', 'k'.repeat(256), 'clé'])('the key %j is 400 and nothing happens', async (key) => {
  expect((await post(key)).status).toBe(400)
  expect(await effects()).toBe(0)
  expect((await post('k'.repeat(255))).status).toBe(201)
})

test('a missing token is 401 before the key is judged', async () => {
  expect((await app.call('POST', '/api/v1/effects/', { headers: { 'idempotency-key': '' } })).status).toBe(
    401,
  )
})

test('a key lives 24 hours', async () => {
  await post('k', { note: 'a' })
  start.now = new Date('2026-03-02T11:59:59Z')
  expect((await post('k', { note: 'a' })).headers.get('idempotent-replayed')).toBe('true')
  start.now = new Date('2026-03-02T12:00:01Z')
  const late = await post('k', { note: 'b' })
  expect(late.status).toBe(201)
  expect(late.headers.get('idempotent-replayed')).toBeNull()
  expect((await post('k', { note: 'b' })).text).toBe(late.text)
})
