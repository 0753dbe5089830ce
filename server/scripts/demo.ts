import { parseArgs } from 'node:util'
import { demoApi, fail } from './demo-api.ts'
import { demoShops } from './demo-data.ts'
import { type DemoStock, importHistory, makeShipments, placeOrders } from './demo-orders.ts'
import { demoPeople } from './demo-people.ts'
import { connectStore } from './demo-store.ts'
import { makeTeam, makeTokens, requireOwner } from './demo-team.ts'

/**
 * Fills the caller's workspace of a running server with believable data, through the API:
 * `npm run demo -- --email owner@example.com --password … [--language fa] [--url http://127.0.0.1:8000]`.
 * Run again, it adds products and orders; people, places and tokens of the same name stay single.
 */
const { values: options } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:8000' },
    email: { type: 'string' },
    password: { type: 'string' },
    language: { type: 'string' },
    orders: { type: 'string', default: '12' },
  },
})

if (!options.email || !options.password) {
  fail('The demo needs an account. Pass --email and --password of a user of the running server.')
}
const base = options.url.replace(/\/$/, '')
const credentials = { username: options.email, password: options.password }
const api = demoApi(base, (await demoApi(base).call('POST', '/api/auth/login', credentials)).token)
const me = await api.call('GET', '/api/v1/auth/me/')
requireOwner(me.workspace.role)
const language = options.language ?? me.language
const unknown = () => fail(`There is no demo in "${language}". Pass --language en, fa, ar, vi, ru or uz.`)
const shop = demoShops[language] ?? unknown()
const people = demoPeople[language] ?? unknown()
await api.call('PATCH', '/api/v1/workspace/', { currency: shop.currency, locale: language })
const sellers = await makeTeam(api, base, people, language)

const phone = (n: number) => people.phonePrefix + String(100 + n)
const prices = shop.categories.flatMap(({ products }) => products.map(([, price]) => price))
const cheapest = Math.min(...prices)
const digits = 10 ** (Math.floor(Math.log10(cheapest)) - 1)
const costOf = (share: number) => Math.round((cheapest * share) / digits) * digits

const branches = await api.ensure(
  '/api/branches',
  'name',
  people.branches.map(([name, address], n) => ({ name, address, phone: phone(n) })),
)
const carriers = await api.ensure(
  '/api/shipping',
  'name',
  people.carriers.map(([name, description, share, days], n) => ({
    name,
    description,
    cost: costOf(share),
    estimated_days: days,
    sort_order: n,
  })),
)
const groups = await api.ensure(
  '/api/customer-groups',
  'name',
  people.groups.map(([name, description, discount]) => ({
    name,
    description,
    discount_percentage: discount,
  })),
)
const suppliers = await api.ensure(
  '/api/suppliers',
  'name',
  people.suppliers.map(([name, contact, mailbox, address], n) => ({
    name,
    contact_name: contact,
    email: `${mailbox}@example.com`,
    phone: phone(50 + n),
    address,
  })),
)
const customers = await api.ensure(
  '/api/customers?limit=100&search=example.com',
  'email',
  people.customers.map(([name, mailbox, address], n) => ({
    name,
    email: `${mailbox}@example.com`,
    phone: phone(100 + n),
    address,
    group_id: n % 4 === 3 ? null : groups[n % 3 === 0 ? 1 : 0].id,
  })),
)
const categories = await api.ensure(
  '/api/categories',
  'name',
  shop.categories.map(({ name }, n) => ({ name, sort_order: n })),
)

const products: DemoStock['products'] = []
const stamp = Date.now().toString(36).toUpperCase()
for (const [index, { products: goods }] of shop.categories.entries()) {
  for (const [name, price] of goods) {
    const n = products.length + 1
    const product = {
      name,
      price,
      stock: n % 4 === 0 ? n : 40 + Math.floor(Math.random() * 200),
      sku: `DEMO-${stamp}-${n}`,
      category_id: categories[index].id,
      supplier_id: suppliers[index === 0 ? 0 : 1].id,
      cost_price: Math.round(price * 60) / 100,
    }
    products.push(await api.call('POST', '/api/products', product))
  }
}
const moved = async (type: string, product: (typeof products)[number], quantity: number, notes: string) => {
  const change = { product_id: product.id, type, quantity, notes }
  product.stock = (await api.call('POST', '/api/inventory/adjust', change)).new_stock
}
for (const product of products.slice(0, 3)) await moved('in', product, 24, people.notes.delivery)
for (const product of products.slice(4, 6)) {
  await moved('adjustment', product, product.stock - 2, people.notes.count)
}

const stock: DemoStock = { products, customers, branches, carriers, sellers, notes: people.notes }
const isFirst = (await api.call('GET', '/api/orders?limit=1')).total === 0
const past = isFirst ? await importHistory(api, stock) : 0
await placeOrders(api, stock, Number(options.orders))
const shipments = await makeShipments(api, stock)
await makeTokens(api, people)
const synced = await connectStore(api, base, language, products, shop.currency)
console.log(
  `Done at ${base}: ${products.length} products, ${customers.length} customers, ${past} past orders, ${options.orders} of today, ${shipments} shipments, ${sellers.length} people, ${synced} products of a web shop`,
)
