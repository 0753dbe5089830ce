import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import type { Transaction } from '../../kernel/database/database.ts'
import { invalidField } from '../../kernel/errors.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerMaintenance } from '../maintenance/index.ts'
import {
  type EventFacts,
  type EventSource,
  onEventRetry,
  recordFailure,
  recordingEvent,
  registerStoreEvents,
} from './index.ts'

let app: TestApp
let owner: SignedInUser
let shop: EventSource
/** What a retried event meets. */
let retried: (tx: Transaction, payload: object) => Promise<{ skipped: 'stale' } | undefined>

beforeAll(async () => {
  app = await startTestApp({
    features: [
      registerIdentity,
      registerMaintenance,
      registerStoreEvents,
      (fastify) => onEventRetry(fastify, ['plugin'], (tx, _source, event) => retried(tx, event.payload)),
    ],
  })
  owner = await createOwner(app.services)
  shop = await makeToken(owner)
})
afterAll(() => app.close())

async function makeToken(user: SignedInUser, name = 'Main shop'): Promise<EventSource> {
  const [row] = await app.services.db.query<{ id: string }>(
    `insert into integration_tokens (workspace_id, user_id, integration_type, name, token_hash, token_preview, created_at, updated_at)
     values ($1, $2, 'woocommerce', $3, sha256(gen_random_uuid()::text::bytea), 'wc_sk...abc123', now(), now()) returning id`,
    [user.workspaceId, user.userId, name],
  )
  return { id: row!.id, workspaceId: user.workspaceId, userId: user.userId }
}

let events = 0
const facts = (changes: Partial<EventFacts> = {}): EventFacts => ({
  system: 'woocommerce',
  channel: 'plugin',
  eventId: `e-${++events}`,
  eventType: 'product.updated',
  wooProductId: 414,
  payload: { product: { id: 414 } },
  ip: '192.0.2.7',
  userAgent: 'WordPress/6.9',
  ...changes,
})
const nothing = async () => undefined
const log = async (query = '', token = owner.token) =>
  (await app.get(`/api/v1/integrations/woocommerce/events/${query}`, token)).body
const inLog = async (eventId: string) =>
  (await log('?page_size=100')).results.filter((row: { event_id: string }) => row.event_id === eventId)

describe('an event', () => {
  test('is applied once, however often it comes', async () => {
    const one = facts()
    let times = 0
    const apply = async () => void times++
    expect(await recordingEvent(app.services, shop, one, apply)).toMatchObject({ status: 'accepted' })
    expect(await recordingEvent(app.services, shop, one, apply)).toEqual({
      status: 'skipped',
      reason: 'duplicate',
    })
    expect(times).toBe(1)
    expect(await inLog(one.eventId)).toHaveLength(1)
  })

  test('of twenty calls at once exactly one is accepted', async () => {
    const one = facts()
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => recordingEvent(app.services, shop, one, nothing)),
    )
    expect(outcomes.filter(({ status }) => status === 'accepted')).toHaveLength(1)
    expect(await inLog(one.eventId)).toHaveLength(1)
  })

  test('of another workspace or system has ids of its own', async () => {
    const one = facts()
    const other = await makeToken(await createOwner(app.services))
    for (const [source, event] of [
      [shop, one],
      [other, one],
      [shop, { ...one, system: 'wordpress' as const }],
    ] as const) {
      expect(await recordingEvent(app.services, source, event, nothing)).toMatchObject({ status: 'accepted' })
    }
  })

  test('that failed leaves nothing but its line, and may come again', async () => {
    const one = facts()
    const failing = recordingEvent(app.services, shop, one, async (tx) => {
      await tx.query(`update workspaces set name = 'half done' where id = $1`, [owner.workspaceId])
      throw invalidField('product', 'price: A valid number is required.')
    })
    await expect(failing).rejects.toThrow('price')
    expect(
      await app.services.db.query('select name from workspaces where id = $1', [owner.workspaceId]),
    ).toEqual([{ name: 'Test shop' }])
    expect(await inLog(one.eventId)).toMatchObject([
      { processed_successfully: false, error_message: 'price: A valid number is required.' },
    ])
    await recordFailure(app.services, shop, one, 'again')
    expect(await recordingEvent(app.services, shop, one, nothing)).toMatchObject({ status: 'accepted' })
    expect(await inLog(one.eventId)).toMatchObject([{ processed_successfully: true, error_message: null }])
  })

  test('that failed inside tells the shop owner no internals', async () => {
    const one = facts()
    const failing = recordingEvent(app.services, shop, one, (tx) =>
      tx.query('select secret from nowhere').then(),
    )
    await expect(failing).rejects.toThrow('nowhere')
    const [row] = await inLog(one.eventId)
    expect(row.error_message).not.toContain('nowhere')
  })

  test('that came too late is processed, and its line says so', async () => {
    const one = facts()
    expect(
      await recordingEvent(app.services, shop, one, async () => ({ skipped: 'stale' as const })),
    ).toEqual({ status: 'skipped', reason: 'stale' })
    expect(await inLog(one.eventId)).toMatchObject([
      { processed_successfully: true, error_message: 'A newer state of this is known already.' },
    ])
  })
})

describe('the log', () => {
  test('shows a line with all its keys, in the list and alone', async () => {
    const one = facts({ eventType: 'product.created', wooProductId: 9007199254740991, channel: 'bulk' })
    await recordingEvent(app.services, shop, one, nothing)
    const [row] = await inLog(one.eventId)
    expect(row).toEqual({
      id: expect.stringMatching(/^[\da-f-]{36}$/),
      event_id: one.eventId,
      event_type: 'product.created',
      event_type_display: 'Product Created',
      user: owner.userId,
      user_email: owner.email,
      token: shop.id,
      token_name: 'Main shop',
      woo_product_id: 9007199254740991,
      payload: one.payload,
      processed_successfully: true,
      error_message: null,
      processing_time_ms: expect.any(Number),
      source_ip: '192.0.2.7',
      user_agent: 'WordPress/6.9',
      created_at: expect.stringMatching(/Z$/),
      channel: 'bulk',
    })
    expect(await log(`${row.id}/`)).toEqual(row)
    expect((await app.get(`/api/integrations/woocommerce/events/${row.id}`, owner.token)).body).toEqual(row)
  })

  test('is filtered, counted and added up', async () => {
    const user = await createOwner(app.services)
    const [first, second] = [await makeToken(user), await makeToken(user, 'Outlet')]
    await recordingEvent(
      app.services,
      first,
      facts({ eventType: 'product.created', wooProductId: 1 }),
      nothing,
    )
    await recordingEvent(app.services, second, facts({ wooProductId: 1 }), nothing)
    await recordFailure(app.services, second, facts({ wooProductId: 2 }), 'no', 12)
    const count = async (query: string) => (await log(query, user.token)).count
    expect([
      await count(''),
      await count('?event_type=product.updated'),
      await count('?success=true'),
      await count('?success=false'),
      await count('?woo_product_id=1'),
      await count(`?token=${second.id}&woo_product_id=1`),
      await count('?event_type=product.restored'),
    ]).toEqual([3, 2, 2, 1, 2, 1, 0])
    const stats = await log('stats/', user.token)
    expect(stats).toEqual({
      total_events: 3,
      successful: 2,
      failed: 1,
      by_event_type: { 'product.created': 1, 'product.updated': 2 },
      average_processing_time_ms: expect.any(Number),
    })
    expect(await log('stats/?success=false', user.token)).toEqual({
      total_events: 1,
      successful: 0,
      failed: 1,
      by_event_type: { 'product.updated': 1 },
      average_processing_time_ms: 12,
    })
    expect(await log('stats/?woo_product_id=77', user.token)).toEqual({
      total_events: 0,
      successful: 0,
      failed: 0,
      by_event_type: {},
      average_processing_time_ms: null,
    })
  })

  test.each([
    ['?success=perhaps', 400, { success: ['Must be a valid boolean.'] }],
    ['?woo_product_id=x', 400, { woo_product_id: ['A valid integer is required.'] }],
    ['?token=x', 400, { token: ['Must be a valid UUID.'] }],
    ['?page=0', 404, { detail: 'Invalid page.' }],
    ['x/', 404, { detail: 'Not found.' }],
    ['00000000-0000-4000-8000-000000000000/', 404, { detail: 'Not found.' }],
  ])('%s is %i', async (query, status, body) => {
    const answer = await app.get(`/api/v1/integrations/woocommerce/events/${query}`, owner.token)
    expect([answer.status, answer.body]).toEqual([status, body])
  })

  test('is read-only', async () => {
    const [{ id }] = (await log()).results
    for (const path of ['', 'stats/', `${id}/`]) {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        const answer = await app.call(method, `/api/v1/integrations/woocommerce/events/${path}`, {
          token: owner.token,
        })
        expect([answer.status, answer.body]).toEqual([405, { detail: `Method "${method}" not allowed.` }])
      }
    }
  })

  test('is for the people of the workspace who look after integrations; staff see all', async () => {
    const one = facts()
    await recordingEvent(app.services, shop, one, nothing)
    const [{ id }] = await inLog(one.eventId)
    const stranger = await createOwner(app.services)
    const seller = await createOwner(app.services, { workspaceId: owner.workspaceId, role: 'seller' })
    const staff = await createOwner(app.services, { isStaff: true })
    const path = `/api/v1/integrations/woocommerce/events/`
    expect((await app.get(path)).status).toBe(401)
    expect((await app.get(path, seller.token)).status).toBe(403)
    expect((await log('?all=true', stranger.token)).count).toBe(0)
    expect((await log(`?user_id=${owner.userId}&all=true`, stranger.token)).count).toBe(0)
    expect((await app.get(`${path}${id}/?all=true`, stranger.token)).status).toBe(404)
    expect((await app.get(`${path}${id}/`, staff.token)).status).toBe(404)
    expect((await app.get(`${path}${id}/?all=true`, staff.token)).status).toBe(200)
    expect((await log('', staff.token)).count).toBe(0)
    const all = (await log('?all=true', staff.token)).count
    const owners = (await log(`?all=true&user_id=${owner.userId}`, staff.token)).count
    expect(owners).toBe((await log()).count)
    expect(all).toBeGreaterThan(owners)
  })
})

describe('a failed event is processed again', () => {
  const failed = async (changes: Partial<EventFacts> = {}) => {
    const one = facts(changes)
    await recordFailure(app.services, shop, one, 'failed at first')
    return (await inLog(one.eventId))[0]
  }
  const retry = (id: string, token = owner.token) =>
    app.post(`/api/v1/integrations/woocommerce/events/${id}/retry/`, {}, token)

  test('from what the log kept, under its id, and then never again', async () => {
    const row = await failed({ payload: { product: { id: 5 } } })
    const seen: object[] = []
    retried = async (_tx, payload) => void seen.push(payload)
    const answer = await retry(row.id)
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        ...row,
        processed_successfully: true,
        error_message: null,
        processing_time_ms: expect.any(Number),
      },
    ])
    expect((await retry(row.id)).status).toBe(409)
    expect(seen).toEqual([{ product: { id: 5 } }])
  })

  test('and fails again with the new reason, changing nothing', async () => {
    const row = await failed()
    retried = async (tx) => {
      await tx.query(`update workspaces set name = 'half done' where id = $1`, [owner.workspaceId])
      throw invalidField('product', 'still wrong')
    }
    const answer = await retry(row.id)
    expect([answer.status, answer.body]).toMatchObject([
      200,
      { processed_successfully: false, error_message: 'still wrong' },
    ])
    expect(
      await app.services.db.query('select name from workspaces where id = $1', [owner.workspaceId]),
    ).toEqual([{ name: 'Test shop' }])
  })

  test('by nobody else', async () => {
    const row = await failed()
    retried = nothing
    const stranger = await createOwner(app.services)
    expect((await retry(row.id, stranger.token)).status).toBe(404)
    expect((await retry('x')).status).toBe(404)
    expect((await app.post(`/api/v1/integrations/woocommerce/events/${row.id}/retry/`, {})).status).toBe(401)
    expect(await log(`${row.id}/`)).toEqual(row)
  })

  test('not when its payload is gone, which happens after 30 days', async () => {
    const row = await failed()
    const young = await failed()
    await app.services.db.query(
      `update store_events set created_at = now() - interval '31 days' where id = $1`,
      [row.id],
    )
    expect(await app.services.jobs.runNow('cleanup_old_data')).toMatchObject({ store_event_payloads: 1 })
    expect((await log(`${row.id}/`)).payload).toEqual({})
    expect((await log(`${young.id}/`)).payload).toEqual(young.payload)
    expect((await retry(row.id)).status).toBe(409)
  })
})
