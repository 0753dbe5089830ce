import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { insertProduct } from '../../../test/support/sales.ts'
import { buildApp } from '../../app.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerOrders } from './index.ts'

let app: TestApp
let owner: SignedInUser

beforeAll(async () => {
  app = await startTestApp({ features: [registerIdentity, registerOrders] })
  owner = await createOwner(app.services)
})
afterAll(() => app.close())

const place = (body: object, token = owner.token) => app.post('/api/orders', body, token)
const line = (product_id: number, quantity = 1) => ({ product_id, quantity, price: 10 })

const movementsOf = (product: number) =>
  app.services.db.query<{
    previous_stock: number
    new_stock: number
    quantity: number
    reference_id: number
  }>(
    'select previous_stock, new_stock, quantity, reference_id from inventory_transactions where product_id = $1 order by previous_stock desc',
    [product],
  )

test('parallel orders are answered each with its own lines, customer fields and number', async () => {
  const products = await Promise.all(
    Array.from({ length: 30 }, (_, i) => insertProduct(app, owner, { name: `Thing ${i}` })),
  )
  let statements = 0
  const stop = app.services.db.observe(() => statements++)
  const answers = await Promise.all(
    products.map((product, i) =>
      place({ items: [line(product, i + 1), line(product, 1)], notes: `note ${i}`, shipping_fee: i }),
    ),
  )
  stop()
  expect(statements).toBeLessThan(30)
  for (const [i, answer] of answers.entries()) {
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({
      notes: `note ${i}`,
      shipping_fee: i,
      total_amount: (i + 2) * 10,
      final_amount: (i + 2) * 10 + i,
      items: [
        { product_id: products[i], product_name: `Thing ${i}`, quantity: i + 1, order_id: answer.body.id },
        { product_id: products[i], quantity: 1 },
      ],
    })
  }
  expect(new Set(answers.map((answer) => answer.body.order_number)).size).toBe(30)
})

test('a refused order among parallel ones gets its own answer and disturbs none', async () => {
  const product = await insertProduct(app, owner, { stock: 100 })
  const scarce = await insertProduct(app, owner, { name: 'Scarce', stock: 1 })
  const bodies: [object, number, string | undefined][] = Array.from({ length: 24 }, (_, i) => {
    if (i % 6 === 2)
      return [{ items: [line(product), line(2_000_000_000)] }, 400, 'Invalid product ID: 2000000000']
    if (i % 6 === 4)
      return [{ items: [line(product), line(scarce, 2)] }, 400, 'Insufficient stock for product: Scarce']
    if (i % 6 === 5)
      return [{ items: [line(product)], customer_id: 2_000_000_000 }, 400, 'Invalid customer ID']
    return [{ items: [line(product)] }, 201, undefined]
  })
  const answers = await Promise.all(bodies.map(([body]) => place(body)))
  expect(answers.map((answer) => [answer.status, answer.body.message])).toEqual(
    bodies.map(([, status, message]) => [status, message]),
  )
  const movements = await movementsOf(product)
  expect(movements).toHaveLength(12)
  expect(await movementsOf(scarce)).toEqual([])
})

test('the stock ledger of a product sold in parallel is one unbroken chain down to what is left', async () => {
  const product = await insertProduct(app, owner, { stock: 200 })
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, i) => place({ items: [line(product, (i % 4) + 1), line(product, 1)] })),
  )
  const sold = new Map(answers.map(({ body }, i) => [body.id, (i % 4) + 2]))
  const movements = await movementsOf(product)
  let stock = 200
  for (const movement of movements) {
    expect(movement.quantity).toBe(sold.get(movement.reference_id))
    expect([movement.previous_stock, movement.new_stock]).toEqual([stock, stock - movement.quantity])
    stock = movement.new_stock
  }
  const [row] = await app.services.db.query<{ stock: number }>('select stock from products where id = $1', [
    product,
  ])
  expect(row?.stock).toBe(stock)
})

test('random parallel orders of several shops through two servers keep stock, ledger and totals', async () => {
  const second = await buildApp(app.services, [registerOrders])
  const other = await createOwner(app.services)
  const shops = [owner, other]
  const stock = 40
  const shelves = await Promise.all(
    shops.map((shop) => Promise.all(Array.from({ length: 5 }, () => insertProduct(app, shop, { stock })))),
  )
  const attempts = Array.from({ length: 240 }, (_, i) => {
    const shop = i % 2
    const shelf = shelves[shop] as number[]
    const items = [0, 1, 2].map((k) => line(shelf[(i * 7 + k * 3) % 5] as number, ((i + k) % 3) + 1))
    return { shop, items, throughSecond: i % 3 === 0 }
  })
  const answers = await Promise.all(
    attempts.map(async ({ shop, items, throughSecond }) => {
      const { token } = shops[shop] as SignedInUser
      if (!throughSecond) return place({ items }, token)
      const answer = await second.inject({
        method: 'POST',
        url: '/api/orders',
        headers: { authorization: `Bearer ${token}` },
        payload: { items },
      })
      return { status: answer.statusCode, body: answer.json() }
    }),
  )
  expect(answers.filter(({ status }) => status !== 201 && status !== 400)).toEqual([])
  for (const [shop, shelf] of shelves.entries()) {
    for (const product of shelf) {
      const sold = answers
        .filter(({ status }, i) => status === 201 && attempts[i]?.shop === shop)
        .flatMap(({ body }) => body.items as { product_id: number; quantity: number }[])
        .filter((item) => item.product_id === product)
        .reduce((sum, item) => sum + item.quantity, 0)
      const [row] = await app.services.db.query<{ stock: number; moved: number }>(
        'select stock, (select sum(quantity)::int from inventory_transactions where product_id = p.id) as moved from products p where id = $1',
        [product],
      )
      expect(row).toEqual({ stock: stock - sold, moved: sold })
    }
  }
  await second.close()
})
