import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import {
  callApi,
  expectAccessible,
  type Language,
  launch,
  narrow,
  settled,
  shoot,
  showIn,
  signUp,
  speak,
  tokenOf,
  visitor,
  wide,
} from './shop.ts'

const address = inject('address')
const email = 'pages@example.com'

let browser: Browser
let page: Page
let paths: Record<string, string>
const failures: string[] = []

beforeAll(async () => {
  browser = await launch()
  const context = await visitor(browser, address)
  page = await context.newPage()
  page.on('pageerror', (error) => failures.push(error.message))
  await signUp(page, email)
  paths = await fillShop(await tokenOf(address, email))
})
afterAll(() => browser?.close())

async function fillShop(token: string): Promise<Record<string, string>> {
  const create = (path: string, body: unknown) => callApi<{ id: number }>(address, token, path, body)
  const kitchen = await create('/api/categories', { name: 'Kitchen' })
  const tea = await create('/api/categories', { name: 'Tea and coffee', parent_id: kitchen.id })
  const goods: [string, number, number][] = [
    ['Cast-iron teapot', 450_000, 40],
    ['Porcelain cup', 57_500.5, 3],
    ['Phin coffee filter', 70_000, 0],
    ['Glass jar with a name that is long enough to wrap on narrow screens', 107_500, 12],
    ['فنجان چای', 95_000, 60],
  ]
  const products: { id: number }[] = []
  for (const [index, [name, price, stock]] of goods.entries()) {
    products.push(
      await create('/api/products', { name, price, stock, sku: `SKU-${index}`, category_id: tea.id }),
    )
  }
  const items = products
    .filter((_, index) => index % 2 === 0 && index !== 2)
    .map(({ id }, index) => ({ product_id: id, quantity: 2, price: [450_000, 95_000][index] }))
  const order = await create('/api/orders', { items, shipping_fee: 30_000, notes: 'Ring twice' })
  await create('/api/orders', { items, status: 'delivered', payment_status: 'paid', sales_channel: 'tiktok' })
  const carrier = await create('/api/shipping', { name: 'Swift Post', cost: 30_000, estimated_days: 3 })
  await create('/api/branches', { name: 'Old town', address: '5 Hàng Bạc, Hà Nội', phone: '024 0000 0000' })
  const shipment = await create('/api/shipments', {
    order_id: order.id,
    carrier_id: carrier.id,
    tracking_number: 'SWP-000-123',
    notes: 'Fragile',
  })
  const supplier = await create('/api/suppliers', { name: 'Highland Tea Ltd', phone: '+84 90 123 45 67' })
  const group = await create('/api/customer-groups', { name: 'Wholesale', discount_percentage: 12.5 })
  const customer = await create('/api/customers', {
    name: 'Trần Thị Hoa',
    phone: '0901 234 567',
    email: 'hoa@example.com',
    group_id: group.id,
    tags: ['vip', 'monthly'],
    credit_limit: 2_000_000,
  })
  await create('/api/orders', { items: [items[0]], customer_id: customer.id })
  await create('/api/api-tokens', { name: 'Warehouse app', permissions: ['products:read', 'orders:write'] })
  const run = await uploadCatalogue(token)
  return {
    overview: '/',
    products: '/products',
    product: `/products/${products[0]?.id}`,
    'new product': '/products/new',
    import: '/products/import',
    'import run': `/products/import/${run.id}`,
    categories: '/categories',
    inventory: '/inventory',
    'low stock': '/inventory?tab=low',
    'stock value': '/inventory?tab=worth',
    suppliers: '/suppliers',
    supplier: `/suppliers/${supplier.id}`,
    'new supplier': '/suppliers/new',
    reports: '/reports',
    orders: '/orders',
    order: `/orders/${order.id}`,
    'new order': '/orders/new',
    counter: '/pos',
    shipments: '/shipments',
    shipment: `/shipments/${shipment.id}`,
    carriers: '/carriers',
    branches: '/branches',
    customers: '/customers',
    customer: `/customers/${customer.id}`,
    'customer groups': '/customer-groups',
    settings: '/settings',
    team: '/settings?tab=team',
    'API tokens': '/settings?tab=tokens',
  }
}

async function uploadCatalogue(token: string): Promise<{ id: string }> {
  const form = new FormData()
  const file = await readFile(new URL('fixtures/catalogue.csv', import.meta.url))
  form.append('file', new Blob([file], { type: 'text/csv' }), 'catalogue.csv')
  const answer = await fetch(`${address}/api/products/imports`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
    body: form,
  })
  expect(answer.status).toBe(202)
  const run = (await answer.json()) as { id: string }
  const statusOf = async () =>
    (await callApi<{ status: string }>(address, token, `/api/products/imports/${run.id}`)).status
  await vi.waitFor(async () => expect(await statusOf()).toBe('ready'), { timeout: 20_000, interval: 100 })
  return run
}

const names = [
  'overview',
  'products',
  'product',
  'new product',
  'import',
  'import run',
  'categories',
  'inventory',
  'low stock',
  'stock value',
  'suppliers',
  'supplier',
  'new supplier',
  'reports',
  'orders',
  'order',
  'new order',
  'counter',
  'shipments',
  'shipment',
  'carriers',
  'branches',
  'customers',
  'customer',
  'customer groups',
  'settings',
  'team',
  'API tokens',
]

describe.each<Language>(['en', 'fa'])('in %s', (language) => {
  beforeAll(async () => {
    await page.setViewportSize(wide)
    await page.goto('/settings')
    // A page that is left while it renews its session would lose it.
    await settled(page)
    if (language !== 'en') await speak(page, language)
  })

  // Light on wide screens and dark on narrow ones in English, the other way round in Persian.
  test.each(names)('%s is accessible at 1440 and 360 pixels, light and dark', async (name) => {
    for (const viewport of [wide, narrow]) {
      const dark = (viewport === narrow) === (language === 'en')
      await showIn(page, dark ? 'dark' : 'light')
      await page.setViewportSize(viewport)
      await page.goto(paths[name] ?? '/')
      await settled(page)
      // Otherwise it is the log-in page that would be found accessible.
      await page.locator('nav a[href="/orders"]').first().waitFor({ state: 'attached' })
      if (name === 'new order') await fillCart()
      await shoot(page, `${name.replace(' ', '-')}-${language}-${viewport.width}`)
      await expectAccessible(page)
    }
    expect(failures).toEqual([])
  })

  test('the grid of products is accessible', async () => {
    await page.setViewportSize(narrow)
    await page.goto('/products')
    await settled(page)
    await page.locator('main').getByRole('radio').nth(1).press('Space')
    await page.locator('main ul li').first().waitFor()
    await shoot(page, `grid-${language}-${narrow.width}`)
    await expectAccessible(page)
    await page.locator('main').getByRole('radio').nth(0).press('Space')
  })
})

async function fillCart(): Promise<void> {
  const search = page.locator('main').getByRole('textbox').first()
  for (const code of ['SKU-0', 'SKU-4']) {
    await search.fill(code)
    await search.press('Enter')
    await page.locator('main li', { hasText: code }).waitFor()
  }
}

test('pages of the catalogues are translated, not only mirrored', async () => {
  const persian = JSON.parse(
    await readFile(new URL('../web/src/i18n/fa/orders.json', import.meta.url), 'utf8'),
  )
  await page.goto('/orders/new')
  await page.getByRole('heading', { level: 1, name: persian.form.title }).waitFor()
})
