import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { makeStoreToken } from '../../../test/support/woocommerce.ts'
import { registerCatalog } from '../catalog/index.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerIntegrationTokens } from '../integration-tokens/index.ts'
import { registerStoreEvents } from '../store-events/index.ts'
import { registerStoreSync } from './index.ts'

interface Shop {
  owner: SignedInUser
  token: string
}

let app: TestApp
beforeAll(async () => {
  app = await startTestApp({
    features: [
      registerIdentity,
      registerIntegrationTokens,
      registerCatalog,
      registerStoreEvents,
      registerStoreSync,
    ],
  })
})
afterAll(() => app.close())

async function openShop(): Promise<Shop> {
  const owner = await createOwner(app.services)
  return { owner, token: await makeStoreToken(app, owner) }
}

let events = 0
const event = (product: object, event_type = 'product.updated', event_id = `race-${++events}`) => ({
  event_id,
  event_type,
  product,
})
const send = (shop: Shop, body: object) =>
  app.post('/api/v1/integrations/woocommerce/webhook/', body, shop.token)
const bulk = (shop: Shop, list: object[]) =>
  app.post('/api/v1/integrations/woocommerce/bulk/', { events: list }, shop.token)
const tea = (id: number, changes: object = {}) => ({
  id,
  name: `Tea ${id}`,
  price: 10,
  stock_quantity: 5,
  permalink: `https://shop.example.com/${id}`,
  ...changes,
})

interface Row {
  id: number
  external_id: string
  store_host: string
  name: string
  price: string
  stock: number
  sku: string | null
  is_active: boolean
  parent_id: number | null
  moved: number
  audited: number
}
/** The products of the shop, and what ledger and audit log say of each. */
const rows = ({ owner }: Shop) =>
  app.services.db.query<Row>(
    `select p.id, d.external_id, d.store_host, p.name, p.price, p.stock, p.sku, p.is_active, p.parent_id,
       (select coalesce(sum(new_stock - previous_stock), 0)::integer from inventory_transactions t where t.product_id = p.id) as moved,
       (select count(*) from audit_log a where a.subject_type = 'product' and a.subject_id = p.id::text) as audited
     from products p left join product_details d on d.product_id = p.id where p.workspace_id = $1 and p.deleted_at is null
     order by d.store_host, d.external_id`,
    [owner.workspaceId],
  )
const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status).sort()

describe('at the same time', () => {
  test('one event twenty times is accepted once', async () => {
    const shop = await openShop()
    const body = event(tea(1), 'product.created', 'only once')
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(shop, body)))
    expect(statuses(answers)).toEqual([...Array(19).fill(200), 202])
    expect(answers.filter(({ body }) => body.reason === 'duplicate')).toHaveLength(19)
    expect(await rows(shop)).toMatchObject([{ stock: 5, moved: 5, audited: 1 }])
  })

  test('of twenty updates in any order the newest wins', async () => {
    const shop = await openShop()
    await send(shop, event(tea(1), 'product.created'))
    const minutes = Array.from({ length: 20 }, (_, index) => (index * 7) % 20)
    const answers = await Promise.all(
      minutes.map((minute) => {
        const date_modified = `2026-03-10T12:${String(minute).padStart(2, '0')}:00Z`
        return send(shop, event(tea(1, { name: `At ${minute}`, stock_quantity: minute, date_modified })))
      }),
    )
    for (const { status, body } of answers)
      expect([202, 200]).toContain(body.reason === 'stale' ? 200 : status)
    expect(await rows(shop)).toMatchObject([{ name: 'At 19', stock: 19, moved: 19 }])
  })

  test('two shops with one id have a product each', async () => {
    const shop = await openShop()
    const hosts = ['a.example.com', 'b.example.com']
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => {
        const permalink = `https://${hosts[index % 2]}/p`
        return send(shop, event(tea(414, { permalink, name: hosts[index % 2] }), 'product.created'))
      }),
    )
    expect(statuses(answers)).toEqual(Array(12).fill(202))
    expect((await rows(shop)).map((row) => [row.store_host, row.name])).toEqual(
      hosts.map((host) => [host, host]),
    )
  })

  test('creation, change and deletion leave one row', async () => {
    const shop = await openShop()
    const types = ['product.created', 'product.updated', 'product.deleted', 'product.deleted']
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, index) =>
        types.map((type) => send(shop, event(tea(index + 1), type))),
      ).flat(),
    )
    expect(statuses(answers)).toEqual(Array(20).fill(202))
    expect((await rows(shop)).map((row) => row.external_id)).toEqual([
      'woo_1',
      'woo_2',
      'woo_3',
      'woo_4',
      'woo_5',
    ])
  })

  test('bulk calls with the same products in opposite order all come through', async () => {
    const shop = await openShop()
    const family = (id: number) =>
      tea(id, {
        type: 'variable',
        variations: [1000 + id, 2000 - id].map((one) => ({ id: one, stock_quantity: id })),
      })
    const products = Array.from({ length: 12 }, (_, index) => family(index + 1))
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) => {
        const list = products.map((product) => event(product))
        return bulk(shop, index % 2 ? list : list.reverse())
      }),
    )
    for (const { body } of answers) expect(body).toMatchObject({ accepted: 12, failed: 0 })
    const all = await rows(shop)
    expect(all).toHaveLength(36)
    for (const row of all) expect(row.moved).toBe(row.stock)
    expect(all.filter((row) => row.parent_id !== null)).toHaveLength(24)
  })

  test('one SKU belongs to one product, and a product that is here is adopted by one store', async () => {
    const shop = await openShop()
    const own = await app.post('/api/products', { name: 'Own', price: 1, sku: 'ONE' }, shop.owner.token)
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => {
        const permalink = `https://shop-${index % 2}.example.com/`
        return send(
          shop,
          event(tea(index + 1, { sku: index < 4 ? 'ONE' : 'TWO', permalink }), 'product.created'),
        )
      }),
    )
    expect(statuses(answers)).toEqual(Array(10).fill(202))
    const all = await rows(shop)
    expect(all).toHaveLength(10)
    expect(all.filter((row) => row.id === own.body.id)).toMatchObject([{ sku: 'ONE' }])
    expect(
      all
        .map((row) => row.sku)
        .filter((sku) => sku !== null)
        .sort(),
    ).toEqual(['ONE', 'TWO'])
  })

  test('changes by people and by the store keep the ledger whole', async () => {
    const shop = await openShop()
    await send(shop, event(tea(1), 'product.created'))
    const [{ id } = { id: 0 }] = await rows(shop)
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, index) =>
        index % 2
          ? send(shop, event(tea(1, { stock_quantity: index })))
          : app.put(`/api/products/${id}`, { stock: 100 + index, name: `Mine ${index}` }, shop.owner.token),
      ),
    )
    expect(statuses(answers)).toEqual([...Array(8).fill(200), ...Array(8).fill(202)])
    const [row] = await rows(shop)
    expect(row!.moved).toBe(row!.stock)
  })
})

/** What a shop should look like after its events, told by rules of the contract only. */
interface Model {
  seen: Set<string>
  products: Map<
    string,
    { name: string; price: string; stock: number; active: boolean; sku: string | null; date: number | null }
  >
}

interface Step {
  type: string
  id: number
  host: string
  name: string
  price: unknown
  stock: number | null
  sku: string
  date: number | null
  repeats: boolean
}

const step: fc.Arbitrary<Step> = fc.record({
  type: fc.constantFrom(
    'product.created',
    'product.updated',
    'product.updated',
    'product.deleted',
    'product.restored',
  ),
  id: fc.constantFrom(7, 8),
  host: fc.constantFrom('a.example.com', 'b.example.com'),
  name: fc.constantFrom('Tea', 'Coffee', 'چای'),
  price: fc.constantFrom(0, 10, '12.345', 'wrong'),
  stock: fc.constantFrom(null, -2, 0, 3, 9),
  sku: fc.constantFrom('', 'ONE', 'TWO'),
  date: fc.option(fc.integer({ min: 0, max: 9 })),
  repeats: fc.boolean(),
})

/** Applies a step to the model; the answer that it expects. */
function applyToModel(model: Model, step: Step, eventId: string): string {
  if (step.price === 'wrong') return 'refused'
  if (model.seen.has(eventId)) return 'duplicate'
  model.seen.add(eventId)
  const key = `${step.host} woo_${step.id}`
  const known = model.products.get(key)
  if (step.type === 'product.deleted') {
    if (known) {
      known.active = false
      if (step.date !== null) known.date = Math.max(known.date ?? -1, step.date)
    }
    return 'accepted'
  }
  if (known && known.date !== null && step.date !== null && step.date < known.date) return 'stale'
  const holder = [...model.products].find(([other, one]) => other !== key && one.sku === step.sku)
  model.products.set(key, {
    name: step.name,
    price: { 0: '0.00', 10: '10.00', '12.345': '12.35' }[String(step.price)] as string,
    stock: step.stock === null ? (known?.stock ?? 0) : Math.max(0, step.stock),
    active: true,
    sku: step.sku === '' || holder ? null : step.sku,
    date: step.date ?? known?.date ?? null,
  })
  return 'accepted'
}

test('any sequence of events leaves what the contract says', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const shop = await openShop()
      const model: Model = { seen: new Set(), products: new Map() }
      let lastId = 'none'
      for (const one of steps) {
        const eventId = one.repeats ? lastId : `model-${++events}`
        lastId = eventId
        const product = {
          id: one.id,
          name: one.name,
          price: one.price,
          stock_quantity: one.stock,
          sku: one.sku,
          permalink: `https://${one.host}/p/${one.id}`,
          date_modified: one.date === null ? null : `2026-03-10T12:00:0${one.date}Z`,
        }
        const { status, body } = await send(shop, event(product, one.type, eventId))
        const outcome = status === 400 ? 'refused' : (body.reason ?? body.status)
        expect(outcome).toBe(applyToModel(model, one, eventId))
      }
      const found = await rows(shop)
      const seen = found.map((row) => [
        `${row.store_host} ${row.external_id}`,
        { name: row.name, price: row.price, stock: row.stock, active: row.is_active, sku: row.sku },
      ])
      const expected = [...model.products].sort().map(([key, { date: _, ...rest }]) => [key, rest])
      expect(seen.sort()).toEqual(expected)
      for (const row of found) expect(row.moved).toBe(row.stock)
    }),
    { numRuns: 20 },
  )
})
