import { parseArgs } from 'node:util'
import { demoShops } from './demo-data.ts'

/**
 * Fills the caller's workspace of a running server with believable data, through the API:
 * `npm run demo -- --email owner@example.com --password … [--language fa] [--url http://127.0.0.1:8000]`.
 */
const { values: options } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:8000' },
    email: { type: 'string' },
    password: { type: 'string' },
    language: { type: 'string' },
    orders: { type: 'string', default: '60' },
  },
})

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}

const base = options.url.replace(/\/$/, '')
let token = ''

// biome-ignore lint/suspicious/noExplicitAny: answers of several endpoints
async function call(method: string, path: string, body?: unknown): Promise<any> {
  const response = await fetch(base + path, {
    method,
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => fail(`No server answers at ${base}. Start it with "npm start", or pass --url.`))
  const answer = await response.json()
  if (!response.ok) fail(`${method} ${path} was refused (${response.status}): ${JSON.stringify(answer)}`)
  return answer
}

if (!options.email || !options.password) {
  fail('The demo needs an account. Pass --email and --password of a user of the running server.')
}
token = (await call('POST', '/api/auth/login', { username: options.email, password: options.password })).token
const me = await call('GET', '/api/v1/auth/me/')
const language = options.language ?? me.language
const shop =
  demoShops[language] ?? fail(`There is no demo in "${language}". Pass --language en, fa, ar, vi, ru or uz.`)
await call('PATCH', '/api/v1/workspace/', { currency: shop.currency, locale: language })

const pick = <T>(items: T[]): T => items[Math.floor(Math.random() * items.length)] as T
const products: { id: number; price: number; stock: number }[] = []
const stamp = Date.now().toString(36).toUpperCase()
for (const [index, { name, products: goods }] of shop.categories.entries()) {
  const category = await call('POST', '/api/categories', { name, sort_order: index })
  for (const [title, price] of goods) {
    const product = {
      name: title,
      price,
      stock: 40 + Math.floor(Math.random() * 200),
      sku: `DEMO-${stamp}-${products.length + 1}`,
      category_id: category.id,
      cost_price: Math.round(price * 60) / 100,
    }
    products.push(await call('POST', '/api/products', product))
  }
}
const customers: { id: number }[] = []
for (const name of shop.customers) customers.push(await call('POST', '/api/customers', { name }))

const count = Number(options.orders)
for (let n = 0; n < count; n++) {
  const chosen = [...new Set([pick(products), pick(products)])].filter((product) => product.stock > 3)
  if (chosen.length === 0) continue
  const items = chosen.map((product) => ({
    product_id: product.id,
    quantity: 1 + Math.floor(Math.random() * 3),
    price: product.price,
  }))
  for (const item of items) {
    const product = chosen.find(({ id }) => id === item.product_id)
    if (product) product.stock -= item.quantity
  }
  const order = await call('POST', '/api/orders', {
    items,
    customer_id: Math.random() < 0.7 ? pick(customers).id : null,
    payment_status: pick(['paid', 'paid', 'unpaid']),
    sales_channel: pick(['store', 'online', 'facebook']),
  })
  const status = pick(['delivered', 'delivered', 'delivered', 'shipped', 'confirmed', 'cancelled', null])
  if (status) await call('PATCH', `/api/orders/${order.id}/status`, { status })
  if (n % 20 === 19) console.log(`${n + 1} of ${count} orders`)
}
console.log(`Done: ${products.length} products, ${customers.length} customers, ${count} orders at ${base}`)
