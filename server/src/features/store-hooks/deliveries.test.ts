import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { snapshotSales } from '../../../test/support/sales.ts'
import {
  connectShop,
  openShop,
  sign,
  type TestShop,
  wooOrder,
  wooProduct,
} from '../../../test/support/woocommerce.ts'

let app: TestApp
let owner: SignedInUser
let shop: TestShop
beforeAll(async () => {
  app = await startTestApp()
  owner = await createOwner(app.services)
  shop = await connectShop(app, owner)
})
afterAll(() => app.close())

/** Everything that a delivery may touch. */
async function snapshot(): Promise<unknown> {
  const [row] = await app.services.db.query(
    `select (select json_agg(d order by product_id) from product_details d) as details,
       (select json_agg(e order by id) from store_events e) as events,
       (select json_agg(o order by id) from store_orders o) as orders,
       (select json_agg(t order by id) from integration_tokens t) as tokens`,
  )
  return [row, await snapshotSales(app)]
}

async function usageOf(tokenId: string): Promise<number> {
  const [row] = await app.services.db.query<{ n: number }>(
    'select usage_count::int as n from integration_tokens where id = $1',
    [tokenId],
  )
  return row?.n ?? -1
}

async function refusals(answer: { status: number; body: unknown }, status: number, code: string) {
  expect([answer.status, answer.body]).toEqual([
    status,
    { detail: expect.any(String), error: expect.any(String), code },
  ])
}

const ping = (path: string, body: string) =>
  app.call('POST', path, {
    body,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-wc-webhook-topic': 'order.created' },
  })

/** Puts a value at one of all the places of a body. */
function replace(body: object, place: number, value: unknown): void {
  const places: [Record<string, unknown>, string][] = []
  const walk = (node: unknown) => {
    if (typeof node !== 'object' || node === null) return
    for (const [key, below] of Object.entries(node)) {
      places.push([node as Record<string, unknown>, key])
      walk(below)
    }
  }
  walk(body)
  const [holder, key] = places[place % places.length] ?? []
  if (holder && key !== undefined) holder[key] = value
}

describe('the address', () => {
  test('answers a ping with 200 ok at all its spellings, and counts nothing', async () => {
    const before = await snapshot()
    for (const path of [
      shop.path,
      shop.path.replace(/\/$/, ''),
      shop.path.replace('/api/v1/', '/api/'),
      shop.path.replace('/api/v1/', '/api/').replace(/\/$/, ''),
    ]) {
      const answer = await ping(path, 'webhook_id=17')
      expect([path, answer.status, answer.body]).toEqual([path, 200, { status: 'ok' }])
    }
    expect(await snapshot()).toEqual(before)
  })

  test.each(['webhook_id=', 'webhook_id=1x', 'webhook_id=1&a=2', ' webhook_id=1', 'webhook_id=1\n', ''])(
    'takes %j for no ping but for a delivery without a signature',
    async (body) => {
      const before = await snapshot()
      await refusals(await ping(shop.path, body), 401, 'signature_invalid')
      expect(await snapshot()).toEqual(before)
    },
  )

  test('is 404 for ids that are unknown, malformed, deleted or of Shopify, also for a ping', async () => {
    const made = await app.post(
      '/api/v1/integrations/tokens/generate/',
      { integration_type: 'shopify', name: 'S' },
      owner.token,
    )
    const deleted = await connectShop(app, owner)
    await app.delete(`/api/v1/integrations/tokens/${deleted.tokenId}/`, owner.token)
    const before = await snapshot()
    for (const id of [
      '00000000-0000-4000-8000-000000000000',
      'abc',
      '%00',
      '1e9',
      made.body.id,
      deleted.tokenId,
    ]) {
      const path = `/api/v1/integrations/woocommerce/hooks/${id}/`
      const answers = [await ping(path, 'webhook_id=1'), await app.post(path, wooOrder())]
      for (const { status, body } of answers)
        expect([id, status, body]).toEqual([id, 404, { detail: 'Not found.' }])
    }
    expect((await deleted.deliver('order.created', wooOrder())).status).toBe(404)
    expect(await snapshot()).toEqual(before)
  })

  test('is 401 for a token that is switched off, expired or called from elsewhere, also for a ping', async () => {
    const other = await connectShop(app, owner)
    const path = `/api/v1/integrations/tokens/${other.tokenId}/`
    for (const [change, code] of [
      [{ is_active: false }, 'token_inactive'],
      [{ is_active: true, expires_at: '2020-01-01T00:00:00Z' }, 'token_expired'],
      [{ expires_at: null, allowed_ips: ['203.0.113.9'] }, 'ip_not_allowed'],
    ] as const) {
      expect((await app.patch(path, change, owner.token)).status).toBe(200)
      const before = await snapshot()
      await refusals(await ping(other.path, 'webhook_id=1'), 401, code)
      await refusals(await other.deliver('order.created', wooOrder()), 401, code)
      expect(await snapshot()).toEqual(before)
    }
    await app.patch(path, { allowed_ips: ['127.0.0.0/8', '::1'] }, owner.token)
    expect((await ping(other.path, 'webhook_id=1')).status).toBe(200)
  })

  test('takes POST only', async () => {
    const answer = await app.get(shop.path)
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
  })
})

describe('the signature', () => {
  test('of other bytes, another secret or none is 401, counts no use and changes nothing', async () => {
    const body = Buffer.from(JSON.stringify(wooOrder()))
    const altered = Buffer.from(body)
    altered[altered.indexOf('1730000')] = '2'.charCodeAt(0)
    const right = sign(shop.secret, body)
    const before = await snapshot()
    for (const [bytes, signature] of [
      [altered, right],
      [Buffer.concat([body, Buffer.from(' ')]), right],
      [body, sign(`${shop.secret}x`, body)],
      [body, sign('', body)],
      [body, Buffer.from(right, 'base64').toString('hex')],
      [body, right.slice(0, -1)],
      [body, ''],
      [body, 'é'],
    ] as const) {
      await refusals(await shop.deliver('order.created', bytes, { signature }), 401, 'signature_invalid')
    }
    expect(await snapshot()).toEqual(before)
  })

  test('is over the raw bytes: any JSON spelling and any content type that is signed is taken', async () => {
    const text = JSON.stringify(wooOrder({ id: 31 }), null, 2)
      .replaceAll('ế', '\\u1ebf')
      .replaceAll('/', '\\/')
    for (const type of [
      'application/json; charset=UTF-8',
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/octet-stream',
    ]) {
      const headers = { 'content-type': type }
      const answer = await shop.deliver('order.created', Buffer.from(text), { headers })
      expect([type, answer.status]).toEqual([type, 202])
    }
  })

  test('is judged on other forms of body too, none of which is a 5xx', async () => {
    const before = await snapshot()
    const form = new FormData()
    form.append('webhook_id', '5')
    const answers = [
      await app.call('POST', shop.path, { body: form }),
      await app.call('POST', shop.path),
      await app.call('POST', shop.path, { body: 'webhook_id=5x', headers: { 'content-type': '/' } }),
    ]
    for (const { status } of answers) expect([401, 415]).toContain(status)
    expect(await snapshot()).toEqual(before)
  })

  test('ends with the token: regenerated tokens have another secret', async () => {
    const other = await connectShop(app, owner)
    expect((await other.deliver('order.deleted', { id: 1 })).status).toBe(202)
    const fresh = await app.post(`/api/v1/integrations/tokens/${other.tokenId}/regenerate/`, {}, owner.token)
    expect(fresh.status).toBe(200)
    const before = await snapshot()
    await refusals(await other.deliver('order.created', wooOrder()), 401, 'signature_invalid')
    expect(await snapshot()).toEqual(before)
    const bytes = Buffer.from('{"id":1}')
    const signature = sign(fresh.body.webhook.secret, bytes)
    expect((await other.deliver('order.deleted', bytes, { signature })).status).toBe(202)
  })

  test('that is right counts one use, whatever becomes of the delivery', async () => {
    const other = await connectShop(app, owner)
    const bytes = (text: string) => Buffer.from(text)
    await ping(other.path, 'webhook_id=5')
    await other.deliver('order.created', wooOrder(), { signature: 'wrong' })
    expect(await usageOf(other.tokenId)).toBe(0)
    await other.deliver('coupon.created', { id: 1 })
    await other.deliver('', { id: 1 }, { headers: { 'x-wc-webhook-resource': '' } })
    await other.deliver('order.created', bytes('{'))
    await other.deliver('order.created', { id: 'x' })
    await other.deliver('order.deleted', { id: 8 }, { deliveryId: 'same' })
    await other.deliver('order.deleted', { id: 8 }, { deliveryId: 'same' })
    expect(await usageOf(other.tokenId)).toBe(6)
    await Promise.all(Array.from({ length: 20 }, () => other.deliver('order.deleted', { id: 9 })))
    expect(await usageOf(other.tokenId)).toBe(26)
  })
})

describe('the body', () => {
  const refused = async (topic: string, body: object | Buffer, expected: unknown) => {
    const before = await snapshotSales(app)
    const answer = await shop.deliver(topic, body)
    expect([answer.status, answer.body]).toEqual([400, expected])
    expect(await snapshotSales(app)).toEqual(before)
  }

  test('above 2 MiB is 413 before its signature is judged; 2 MiB are taken', async () => {
    const before = await snapshotSales(app)
    const large = Buffer.alloc(2 * 1024 * 1024 + 1, ' ')
    const answer = await shop.deliver('order.created', large, { signature: 'wrong' })
    expect([answer.status, answer.body]).toEqual([413, { detail: 'Request body too large.' }])
    expect(await snapshotSales(app)).toEqual(before)
    const order = Buffer.from(JSON.stringify(wooOrder({ id: 32 })))
    const full = Buffer.concat([order, Buffer.alloc(2 * 1024 * 1024 - order.length, ' ')])
    expect((await shop.deliver('order.created', full)).status).toBe(202)
  })

  test('without a topic is 400; resource and event make one', async () => {
    const none = { 'x-wc-webhook-resource': 'order', 'x-wc-webhook-event': '' }
    const answer = await shop.deliver('', wooOrder(), { headers: none })
    expect([answer.status, Object.keys(answer.body)]).toEqual([400, ['detail']])
    const both = { 'x-wc-webhook-resource': 'order', 'x-wc-webhook-event': 'deleted' }
    expect((await shop.deliver('', { id: 3 }, { headers: both })).status).toBe(202)
  })

  test('of a topic that nothing follows is ignored with 200, and is in no log', async () => {
    const before = await snapshotSales(app)
    const [count] = await app.services.db.query('select count(*) from store_events')
    for (const topic of [
      'coupon.updated',
      'customer.created',
      'action.woocommerce_add_to_cart',
      'x',
      'product.',
    ]) {
      const answer = await shop.deliver(topic, { id: 1 })
      expect([topic, answer.status, answer.body]).toEqual([topic, 200, { status: 'ignored' }])
    }
    expect(await snapshotSales(app)).toEqual(before)
    expect(await app.services.db.query('select count(*) from store_events')).toEqual([count])
  })

  test('that is an error of the shop about something it has removed is ignored', async () => {
    const before = await snapshotSales(app)
    const gone = {
      code: 'woocommerce_rest_shop_order_invalid_id',
      message: 'Invalid ID.',
      data: { status: 404 },
    }
    for (const topic of ['order.updated', 'product.updated']) {
      const answer = await shop.deliver(topic, gone)
      expect([topic, answer.status, answer.body]).toEqual([topic, 200, { status: 'ignored' }])
    }
    expect(await snapshotSales(app)).toEqual(before)
  })

  test('that is no JSON, no object, too deep or no text is 400', async () => {
    const detail = { detail: expect.stringMatching(/^JSON parse error - /) }
    const deep = '['.repeat(5000) + ']'.repeat(5000)
    await refused('order.created', Buffer.from('{"id":'), detail)
    await refused('order.created', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), detail)
    await refused('order.created', Buffer.from(`{"id":1,"meta_data":${deep}}`), detail)
    await refused('order.created', Buffer.from('null'), { non_field_errors: [expect.any(String)] })
    await refused('product.updated', Buffer.from('[1]'), {
      non_field_errors: ['Invalid data. Expected a dictionary, but got list.'],
    })
    const nul = { order: [expect.any(String)] }
    await refused('order.created', wooOrder({ customer_note: 'a\u0000b' }), nul)
    await refused('order.created', wooOrder({ meta_data: [{ '\u0000': 1 }] }), nul)
    await refused('order.created', Buffer.from('{"id":1,"x":"\\ud800"}'), nul)
    await refused('product.updated', wooProduct({ name: 'a\u0000b' }), { product: [expect.any(String)] })
  })

  test.each([
    [{ id: undefined }, ['Missing required field: id']],
    [
      { id: null, status: undefined, total: null },
      ['Missing required field: id', 'Missing required field: status', 'Missing required field: total'],
    ],
    [{ id: 0 }, ['id: A valid integer is required.']],
    [{ id: -1 }, ['id: A valid integer is required.']],
    [{ id: 1.5 }, ['id: A valid integer is required.']],
    [{ id: 2 ** 53 }, ['id: A valid integer is required.']],
    [{ id: true }, ['id: A valid integer is required.']],
    [{ id: {} }, ['id: A valid integer is required.']],
    [{ total: 'abc' }, ['total: A valid number is required.']],
    [{ total: true }, ['total: A valid number is required.']],
    [{ total: 'NaN' }, ['total: A valid number is required.']],
    [{ total: '-1' }, ['total: Ensure this value is greater than or equal to 0.']],
    [{ status: ['x'] }, ['status: Not a valid string.']],
    [{ number: {} }, ['number: Not a valid string.']],
    [{ line_items: 'x' }, ['line_items: Expected a list of items.']],
    [{ line_items: [null] }, ['line_items[0]: Expected a dictionary of items.']],
    [
      { line_items: [{ product_id: 'x', quantity: true, name: [] }] },
      [
        'line_items[0].quantity: A valid number is required.',
        'line_items[0].product_id: A valid integer is required.',
        'line_items[0].name: Not a valid string.',
      ],
    ],
    [{ billing: { email: 1, phone: false } }, ['phone']],
  ])('of an order with %j is refused with every problem at once', async (changes, problems) => {
    const texts = problems.map((text) =>
      text === 'phone' ? expect.stringContaining('billing.phone: ') : text,
    )
    await refused('order.created', wooOrder(changes), { order: expect.arrayContaining(texts) })
  })

  test('with any value anywhere is accepted, ignored or refused, never a failure of the server', async () => {
    const other = await openShop(app)
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(
        '',
        '0',
        '-0',
        '1e400',
        '9'.repeat(30),
        '0.005',
        -1,
        1e21,
        5e-324,
        2 ** 53,
        [],
        {},
        '\ud83d',
      ),
      fc.constantFrom('2026-02-30T00:00:00', '0000-00-00T00:00:00', '9999-12-31T23:59:59', 'https://'),
      fc.string({ unit: 'binary', maxLength: 40 }),
    )
    const changed = fc.record({
      topic: fc.constantFrom('order.created', 'order.updated', 'product.updated', 'product.deleted'),
      place: fc.nat(),
      value,
    })
    await fc.assert(
      fc.asyncProperty(fc.array(changed, { minLength: 1, maxLength: 4 }), async (changes) => {
        const topic = changes[0]?.topic ?? ''
        const body = topic.startsWith('order.') ? wooOrder() : wooProduct()
        for (const change of changes) replace(body, change.place, change.value)
        const { status } = await other.deliver(topic, body)
        expect([200, 202, 400]).toContain(status)
      }),
      { numRuns: 150 },
    )
  })

  test('of a deletion needs an id', async () => {
    await refused('order.deleted', {}, { order: ['Missing required field: id'] })
    await refused('order.deleted', { id: 'x' }, { order: ['id: A valid integer is required.'] })
    await refused('product.deleted', {}, { product: ['Missing required field: id'] })
  })

  test('that was refused stands in the log, and may come again in better form', async () => {
    const other = await createOwner(app.services)
    const store = await connectShop(app, other)
    const bad = wooOrder({ total: 'x' })
    await store.deliver('order.created', bad)
    await store.deliver('order.created', wooOrder())
    const list = (success: boolean) =>
      app.get(`/api/v1/integrations/woocommerce/events/?success=${success}`, other.token)
    expect((await list(true)).body.results).toMatchObject([
      { event_type: 'order.created', channel: 'native', error_message: null, woo_product_id: null },
    ])
    const failed = (await list(false)).body.results
    expect(failed).toMatchObject([
      { error_message: 'total: A valid number is required.', payload: { total: 'x' }, channel: 'native' },
    ])
    const retried = await app.post(
      `/api/v1/integrations/woocommerce/events/${failed[0].id}/retry/`,
      {},
      other.token,
    )
    expect(retried.status).toBe(200)
    expect((await app.get('/api/orders', other.token)).body.total).toBe(1)
  })
})
