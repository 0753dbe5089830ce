import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from './support/app.ts'
import { createOwner, type SignedInUser } from './support/factories.ts'

/** Makes something in the caller's workspace and returns its id. */
type Maker = (api: TestApp, token: string) => Promise<Id>
type Id = number | string

/**
 * One maker per resource of the sales API and of stores, by the path before the id. A new resource with an id in its path must be
 * added here: the sweep below fails until it is.
 */
const makers: Record<string, Maker> = {
  '/api/products': post('/api/products', { name: 'Tea', price: 1000, stock: 5 }),
  '/api/categories': post('/api/categories', { name: 'Drinks' }),
  '/api/suppliers': post('/api/suppliers', { name: 'Supplier' }),
  '/api/customers': post('/api/customers', { name: 'Customer' }),
  '/api/customer-groups': post('/api/customer-groups', { name: 'Group' }),
  '/api/branches': post('/api/branches', { name: 'Branch' }),
  '/api/shipping': post('/api/shipping', { name: 'Carrier', cost: 1 }),
  '/api/api-tokens': post('/api/api-tokens', { name: 'Till' }),
  '/api/orders': async (api, token) => {
    const product_id = await makers['/api/products']!(api, token)
    return post('/api/orders', { items: [{ product_id, quantity: 1, price: 1000 }] })(api, token)
  },
  '/api/shipments': async (api, token) => {
    const [order_id, carrier_id] = [
      await makers['/api/orders']!(api, token),
      await makers['/api/shipping']!(api, token),
    ]
    const tracking_number = `TRACK-${order_id}`
    return post('/api/shipments', { order_id, carrier_id, tracking_number })(api, token)
  },
  '/api/orders/imports': async (api, token) => {
    const form = new FormData()
    const content = 'order_number,created_at,status,items\nORD-2020-001,2020-01-01T00:00:00Z,pending,[]\n'
    form.set('file', new Blob([content], { type: 'text/csv' }), 'orders.csv')
    const answer = await api.post('/api/orders/imports', form, token)
    expect(answer.status, answer.text).toBe(202)
    return answer.body.id
  },
  '/api/products/imports': async (api, token) => {
    const form = new FormData()
    form.set('file', new Blob(['Name,Regular price\nTea,1000\n'], { type: 'text/csv' }), 'products.csv')
    const answer = await api.post('/api/products/imports', form, token)
    expect(answer.status, answer.text).toBe(202)
    return answer.body.id
  },
  '/api/v1/integrations/tokens': async (api, token) => {
    const answer = await api.post('/api/v1/integrations/tokens/generate', { name: 'Shop' }, token)
    expect(answer.status, answer.text).toBe(201)
    return answer.body.id
  },
  '/api/v1/integrations/woocommerce/events': (api, token) => {
    const product = { id: 7, name: 'Tea', price: 1000, permalink: 'https://shop.example.com/tea' }
    const path = '/api/v1/integrations/woocommerce'
    return told(api, token, `${path}/webhook`, { event_type: 'product.updated', product }, `${path}/events`)
  },
  '/api/v1/integrations/wordpress-content': (api, token) => {
    const content = { id: 7, title: 'Delivery', post_type: 'page', permalink: 'https://shop.example.com/d' }
    const path = '/api/v1/integrations/wordpress-content'
    return told(api, token, `${path}/webhook`, { event_type: 'page.updated', content }, path)
  },
  '/api/integrations/accounts': post('/api/integrations/accounts', { platform: 'meta', name: 'Main page' }),
  '/api/integrations/logs': async (api, token) => {
    const account = await makers['/api/integrations/accounts']!(api, token)
    const [line] = await api.services.db.query<{ id: number }>(
      `insert into channel_logs (workspace_id, account_id, action, status, created_at)
       select workspace_id, id, 'sync', 'success', now() from channel_accounts where id = $1 returning id`,
      [account],
    )
    return line!.id
  },
  '/api/integrations/planned-posts': async (api, token) => {
    const account = await makers['/api/integrations/accounts']!(api, token)
    const [planned] = await api.services.db.query<{ id: number }>(
      `with post as (
         insert into channel_planned_posts (workspace_id, message, scheduled_at, created_by, created_at, updated_at)
         select workspace_id, 'Tea', now(), created_by, now(), now() from channel_accounts where id = $1
         returning id, workspace_id)
       insert into channel_planned_targets (workspace_id, post_id, account_id, position)
       select workspace_id, id, $1, 1 from post returning post_id as id`,
      [account],
    )
    return planned!.id
  },
  '/api/integrations/notices': async (api, token) => {
    const account = await makers['/api/integrations/accounts']!(api, token)
    const [notice] = await api.services.db.query<{ id: number }>(
      `with ended as (update channel_accounts set status = 'expired' where id = $1 returning workspace_id, id)
       insert into channel_notices (workspace_id, account_id, day, created_at)
       select workspace_id, id, now(), now() from ended returning id`,
      [account],
    )
    return notice!.id
  },
  '/api/v1/web-knowledge/products': post('/api/v1/web-knowledge/products', {
    title: 'Green tea',
    description: 'Tea that is green.',
  }),
}

/** Sends an event by a token that the caller makes, and finds what came of it. */
async function told(api: TestApp, user: string, path: string, event: object, list: string): Promise<Id> {
  const { body } = await api.post('/api/v1/integrations/tokens/generate', { name: 'Shop' }, user)
  const event_id = `event-${body.id}`
  const answer = await api.post(path, { event_id, ...event }, body.token)
  expect(answer.status, answer.text).toBe(202)
  return (await api.get(list, user)).body.results[0].id
}

/** Valid changes, so that only the id can be what is refused. */
const bodies: Record<string, object> = {
  'PUT /api/orders/{id}': { notes: 'changed' },
  'PATCH /api/orders/{id}/status': { status: 'confirmed' },
  'PUT /api/shipments/{id}': { notes: 'changed' },
  'PATCH /api/shipments/{id}/status': { status: 'delivered' },
}
const anyChange = { name: 'Changed', price: 1, status: 'confirmed' }

const missingNumber = 2147483000
const missingUuid = '00000000-0000-4000-8000-000000000000'

/** The sales API, and of the other contracts what has the ids of a workspace in its paths. */
const swept = /^\/api\/(?!v1\/)|^\/api\/v1\/(integrations|web-knowledge)\//

let api: TestApp
let owner: SignedInUser
let stranger: SignedInUser
let routes: { method: string; path: string; prefix: string }[]

beforeAll(async () => {
  api = await startTestApp()
  owner = await createOwner(api.services)
  stranger = await createOwner(api.services)
  const { body } = await api.get('/openapi.json')
  routes = Object.entries<object>(body.paths)
    .filter(([path]) => swept.test(path) && path.includes('{id}'))
    .flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => ({
        method: method.toUpperCase(),
        path,
        prefix: path.slice(0, path.indexOf('/{id}')),
      })),
    )
})
afterAll(() => api.close())

describe('a foreign id', () => {
  test('answers exactly like a missing one on every route with an id, and nothing changes', async () => {
    expect(routes.length).toBeGreaterThan(8)
    for (const { method, path, prefix } of routes) {
      const where = `${method} ${path}`
      const make = makers[prefix]
      expect(make, `tell test/tenancy.test.ts how to make one of ${prefix}`).toBeDefined()
      const id = await make!(api, owner.token)
      const before = await ownersView(prefix, id)

      const body = method === 'GET' || method === 'DELETE' ? undefined : (bodies[where] ?? anyChange)
      const missingId = typeof id === 'number' ? missingNumber : missingUuid
      const call = (target: Id) =>
        api.call(method, path.replace('{id}', String(target)), { token: stranger.token, body })
      const [foreign, missing] = [await call(id), await call(missingId)]

      expect({ status: foreign.status, text: foreign.text }, where).toEqual({
        status: missing.status,
        text: missing.text.replaceAll(String(missingId), String(id)),
      })
      expect(await ownersView(prefix, id), where).toEqual(before)
    }
  })

  test('is in no list of the other workspace', async () => {
    for (const prefix of new Set(routes.map((route) => route.prefix))) {
      await makers[prefix]!(api, owner.token)
      const { status, body } = await api.get(prefix, stranger.token)
      if (status !== 200) continue
      const rows = Array.isArray(body) ? body : Object.values(body).find(Array.isArray)
      expect(rows, prefix).toEqual([])
      expect(body.total ?? body.count ?? 0, prefix).toBe(0)
    }
  })
})

/** What the owner sees of the resource: its detail where there is one, else its list. */
async function ownersView(prefix: string, id: Id) {
  const detail = await api.get(`${prefix}/${id}`, owner.token)
  return detail.status === 200 ? detail.body : (await api.get(prefix, owner.token)).body
}

function post(path: string, body: object): Maker {
  return async (api, token) => {
    const answer = await api.post(path, body, token)
    expect(answer.status, `${path} ${answer.text}`).toBe(201)
    return answer.body.id
  }
}
