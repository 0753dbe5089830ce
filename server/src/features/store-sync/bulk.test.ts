import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { makeStoreToken } from '../../../test/support/woocommerce.ts'
import { listedAs, pluginProduct } from './test-support/plugin-shop.ts'

let app: TestApp
let owner: SignedInUser
let shop: string

beforeAll(async () => {
  app = await startTestApp()
  owner = await createOwner(app.services, { currency: 'VND' })
  shop = await makeStoreToken(app, owner)
})
afterAll(() => app.close())

let ids = 0
const newId = () => ++ids
const nextId = () => `event-${newId()}`

describe('a bulk call', () => {
  const bulk = (body: unknown, token = shop) =>
    app.post('/api/v1/integrations/woocommerce/bulk/', body, token)
  const event = (product: object, event_id = nextId(), event_type = 'product.updated') => ({
    event_id,
    event_type,
    product,
  })

  test.each([
    [{}, 'This field is required.'],
    [{ events: null }, 'This field may not be null.'],
    [{ events: 'x' }, 'Expected a list of items but got type "str".'],
    [{ events: [] }, 'This list may not be empty.'],
    [{ events: Array(101).fill(0) }, 'Ensure this field has no more than 100 elements.'],
  ])('of %j is refused', async (body, text) => {
    const answer = await bulk(body)
    expect([answer.status, answer.body]).toEqual([400, { events: [text] }])
  })

  test('takes each event for itself, in order, and counts as one use', async () => {
    const [first, second] = [newId(), newId()]
    const uses = async () =>
      (await app.get('/api/v1/integrations/woocommerce/health/', shop)).body.token.usage_count
    const before = await uses()
    const same = nextId()
    const [one, two, newer, older] = [nextId(), nextId(), nextId(), nextId()]
    const answer = await bulk({
      events: [
        event(pluginProduct(first), one, 'product.created'),
        event(pluginProduct(second), same),
        event(pluginProduct(second), same),
        event(pluginProduct(first, { price: -1 }), two),
        'nonsense',
        { event_id: 5 },
        event(pluginProduct(first, { name: 'Newer', date_modified: '2026-05-01T00:00:00Z' }), newer),
        event(pluginProduct(first, { name: 'Older', date_modified: '2026-04-01T00:00:00Z' }), older),
      ],
    })
    expect([answer.status, answer.body]).toEqual([
      202,
      {
        status: 'accepted',
        total: 8,
        accepted: 3,
        skipped: 2,
        failed: 3,
        results: [
          { event_id: one, status: 'accepted' },
          { event_id: same, status: 'accepted' },
          { event_id: same, status: 'skipped', reason: 'duplicate' },
          {
            event_id: two,
            status: 'failed',
            errors: { product: ['price: Ensure this value is greater than or equal to 0.'] },
          },
          {
            event_id: null,
            status: 'failed',
            errors: { non_field_errors: ['Invalid data. Expected a dictionary, but got str.'] },
          },
          {
            event_id: null,
            status: 'failed',
            errors: {
              event_id: ['Not a valid string.'],
              event_type: ['This field is required.'],
              product: ['This field is required.'],
            },
          },
          { event_id: newer, status: 'accepted' },
          { event_id: older, status: 'skipped', reason: 'stale' },
        ],
      },
    ])
    expect(await listedAs(app, owner, first)).toMatchObject([{ title: 'Newer' }])
    expect((await uses()) - before).toBe(2)
  })

  test('remembers what its events tell of their store, once', async () => {
    const user = await createOwner(app.services)
    const token = await makeStoreToken(app, user)
    const [first, last] = [newId(), newId()]
    const middle = Array.from({ length: 20 }, () => event(pluginProduct(newId(), { currency: 'EUR' })))
    const written: string[] = []
    const stop = app.services.db.observe((text) => {
      if (text.includes('update integration_tokens set store_host')) written.push(text)
    })
    const events = [event(pluginProduct(first, { currency: 'EUR' })), ...middle]
    expect((await bulk({ events }, token)).body.accepted).toBe(21)
    stop()
    expect(written.length).toBeLessThanOrEqual(4)
    const silent = event(pluginProduct(last, { currency: '', permalink: '' }))
    const answer = await app.post('/api/v1/integrations/woocommerce/webhook/', silent, token)
    expect(answer.status, answer.text).toBe(202)
    expect(await listedAs(app, user, last)).toMatchObject([
      { currency: 'EUR', extraction_metadata: { store_host: 'shop.example.com' } },
    ])
  })

  test('of more than 1 MiB is taken', async () => {
    const products = Array.from({ length: 10 }, () =>
      pluginProduct(newId(), { description: 'word '.repeat(25_000) }),
    )
    const answer = await bulk({ events: products.map((product) => event(product)) })
    expect([answer.status, answer.body.accepted]).toEqual([202, 10])
  })
})
