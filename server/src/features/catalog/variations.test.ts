import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerCatalog } from './index.ts'

let api: TestApp
let owner: SignedInUser
beforeAll(async () => {
  api = await startTestApp({ features: [registerIdentity, registerCatalog] })
  owner = await createOwner(api.services)
})
afterAll(() => api.close())

const create = async (name: string) =>
  (await api.post('/api/products', { name, price: 10 }, owner.token)).body
const family = (id: number, token = owner.token) => api.get(`/api/products/${id}/variations`, token)

test('a parent shows its variations, a variation its parent, a product of its own neither', async () => {
  const [shirt, red, blue, cup] = [
    await create('Shirt'),
    await create('Red'),
    await create('Blue'),
    await create('Cup'),
  ]
  await api.services.db.query('update products set parent_id = $1 where id = any ($2)', [
    shirt.id,
    [red.id, blue.id],
  ])
  expect((await family(shirt.id)).body).toEqual({ parent: null, variations: [red, blue] })
  expect((await family(red.id)).body).toEqual({ parent: shirt, variations: [] })
  expect((await family(cup.id)).body).toEqual({ parent: null, variations: [] })
  await api.delete(`/api/products/${blue.id}`, owner.token)
  expect((await family(shirt.id)).body.variations).toEqual([red])
})

test('an unknown or foreign product is 404', async () => {
  const cup = await create('Cup')
  const stranger = await createOwner(api.services)
  const missing = { status: 404, body: { message: 'Product not found' } }
  expect(await family(2147483000)).toMatchObject(missing)
  expect(await family(cup.id, stranger.token)).toMatchObject(missing)
  expect(await api.get(`/api/products/${cup.id}/variations`)).toMatchObject({ status: 401 })
})
