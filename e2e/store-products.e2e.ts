import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import {
  callApi,
  expectAccessible,
  type Language,
  launch,
  mailTo,
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
const email = 'storefront@example.com'
const viewerEmail = 'storefront-viewer@example.com'
const products = '/api/v1/web-knowledge/products/'

type Product = {
  id: string
  title: string
  description: string
  price: string | null
  is_active: boolean
  in_stock: boolean
  stock_quantity: number | null
  specifications: Record<string, string>
  features: string[]
}

let browser: Browser
let page: Page
let storeToken: string
const failures: string[] = []

beforeAll(async () => {
  browser = await launch()
  const context = await visitor(browser, address)
  page = await context.newPage()
  page.on('pageerror', (error) => failures.push(error.message))
  await signUp(page, email)
})
afterAll(() => browser?.close())

async function listed(query = ''): Promise<Product[]> {
  const token = await tokenOf(address, email)
  const list = await callApi<{ results: Product[] }>(address, token, `${products}${query}`)
  return list.results
}

async function one(title: string): Promise<Product> {
  const found = (await listed('?page_size=100')).find((product) => product.title === title)
  expect(found, title).toBeDefined()
  return found as Product
}

/** As the plugin of a store does it. */
async function storeSends(event: string, product: { id: number } & Record<string, unknown>): Promise<void> {
  const answer = await fetch(`${address}/api/integrations/woocommerce/webhook/`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${storeToken}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({
      event_id: `e2e_${product.id}_${event}`,
      event_type: `product.${event}`,
      product,
    }),
  })
  expect(answer.status, await answer.text()).toBe(202)
}

const teapot = {
  id: 101,
  sku: 'TP-1',
  name: 'Cast-iron teapot',
  short_description: 'Keeps tea warm for two hours',
  description: '<p>Eight cups.</p><script>document.title = "taken over"</script><p>Made in <b>Iran</b>.</p>',
  price: 850000,
  regular_price: 950000,
  sale_price: 850000,
  currency: 'IRT',
  stock_quantity: 7,
  stock_status: 'instock',
  categories: ['Kitchen', 'Tea'],
  tags: ['tea', 'gift'],
  image: `${address}/favicon.svg`,
  gallery: [`${address}/favicon.svg?2`],
  permalink: 'https://www.shop.example.com/product/teapot/',
  type: 'simple',
}

async function fillStores(): Promise<void> {
  await storeSends('created', teapot)
  await storeSends('created', {
    ...teapot,
    id: 102,
    sku: 'TP-2',
    name: 'قوری چینی گل‌دار',
    short_description: '',
    description: 'قوری چینی با نقش گل سرخ، مناسب شش فنجان',
    price: 1_250_000,
    regular_price: 1_250_000,
    sale_price: null,
    stock_quantity: 0,
    stock_status: 'outofstock',
    categories: ['آشپزخانه'],
    tags: [],
    image: '',
    gallery: [],
    permalink: 'https://shop.example.com/product/%D9%82%D9%88%D8%B1%DB%8C/',
  })
  await storeSends('created', {
    id: 7,
    sku: '',
    name: 'Linen apron with a name that is long enough to wrap on every narrow screen',
    short_description: '',
    description: 'Washed linen in four colours',
    price: 19.99,
    regular_price: 19.99,
    sale_price: null,
    currency: 'USD',
    stock_quantity: null,
    stock_status: 'instock',
    categories: ['Textiles'],
    tags: [],
    image: '',
    gallery: [],
    permalink: 'https://second.example.com/apron',
    type: 'simple',
  })
}

const row = (title: string) => page.getByRole('row').filter({ hasText: title })
const dialog = () => page.getByRole('dialog')

describe('storefront products', () => {
  test('an empty list leads to the settings where a store is connected', async () => {
    await page.goto('/store-products')
    await page.getByRole('heading', { name: 'No products yet' }).waitFor()
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Connect a store' }).click()
    await page.waitForURL(/\/settings\?tab=integrations/)
    const generated = await callApi<{ token: string }>(
      address,
      await tokenOf(address, email),
      '/api/v1/integrations/tokens/generate/',
      { name: 'Main shop', integration_type: 'woocommerce' },
    )
    storeToken = generated.token
    await fillStores()
  })

  test('what stores sent is listed with its store, prices in its own currency, and stock', async () => {
    await page.goto('/store-products')
    await settled(page)
    const first = await row('Cast-iron teapot').innerText()
    expect(first).toContain('850,000 toman')
    expect(first).toContain('950,000 toman')
    expect(first).toContain('11% off')
    expect(first).toContain('shop.example.com')
    expect(await row('Linen apron').innerText()).toContain('$19.99')
    expect(await row('قوری چینی').innerText()).toContain('Sold out')
    const tiles = page.getByRole('region', { name: 'Summary' })
    expect(await tiles.innerText()).toMatch(/Products\s*3/)
    await tiles.getByText('Sold out: 1').waitFor()
  })

  test('search finds Persian words typed on an Arabic keyboard, and filters stay in the address', async () => {
    await page.getByRole('searchbox').fill('قوري چيني')
    await row('Cast-iron').waitFor({ state: 'detached' })
    await row('قوری چینی').waitFor()
    await page.getByRole('searchbox').fill('')
    await row('Linen apron').waitFor()
    await page.getByRole('button', { name: 'Filters' }).click()
    await page.getByRole('combobox', { name: 'Store address' }).fill('second.example.com')
    await row('Cast-iron').waitFor({ state: 'detached' })
    await row('Linen apron').waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await row('Cast-iron').waitFor()
    await page.getByLabel('Price from').fill('900,000')
    await row('Cast-iron').waitFor({ state: 'detached' })
    await row('قوری چینی').waitFor()
    await page.reload()
    await settled(page)
    expect(await page.getByLabel('Price from').inputValue()).toBe('900,000')
    expect(await row('Cast-iron').count()).toBe(0)
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByRole('combobox', { name: 'Offers' }).click()
    await page.getByRole('option', { name: 'On offer', exact: true }).click()
    await row('Linen apron').waitFor({ state: 'detached' })
    await row('Cast-iron').waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByRole('combobox', { name: 'Order' }).click()
    await page.getByRole('option', { name: 'Cheapest first' }).click()
    await page.waitForURL(/order=price/)
    await settled(page)
    expect(await page.getByRole('row').nth(1).innerText()).toContain('Linen apron')
    // A page past the end, as after its last products were deleted, leads to the first.
    await page.goto('/store-products?page=9')
    await row('Linen apron').waitFor()
  })

  test('its page shows what the store wrote as text and links out safely', async () => {
    await page.getByRole('link', { name: 'Cast-iron teapot' }).click()
    await page.getByRole('heading', { level: 1, name: 'Cast-iron teapot' }).waitFor()
    await page.getByText('Eight cups.').waitFor()
    expect(await page.title()).toContain('Cast-iron teapot')
    expect(await page.locator('main').innerText()).not.toContain('taken over')
    const out = page.getByRole('link', { name: /^Open in the shop/ })
    expect(await out.getAttribute('href')).toBe(teapot.permalink)
    expect(await out.getAttribute('rel')).toContain('noopener')
    const details = page.getByText('"woo_product_id": 101')
    expect(await details.isVisible()).toBe(false)
    await page.getByRole('button', { name: 'Technical details of the sync' }).click()
    await details.waitFor()
  })

  test('a product of a store can be changed, with a word of warning, until the store speaks again', async () => {
    await page.getByRole('link', { name: 'Edit' }).click()
    await page.getByText('shop.example.com decides about this product').waitFor()
    await page.getByRole('textbox', { name: 'Title', exact: true }).fill('Teapot, cast iron')
    await page.getByLabel('Brand').fill('Zanjan Iron')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { level: 1, name: 'Teapot, cast iron' }).waitFor()
    expect(await one('Teapot, cast iron')).toMatchObject({ brand: 'Zanjan Iron', price: '850000.00' })
    await storeSends('updated', teapot)
    expect(await one('Cast-iron teapot')).toMatchObject({ brand: 'Zanjan Iron' })
  })

  test('a product is made by hand, with what is wrong said at the fields', async () => {
    await page.goto('/store-products')
    await page.getByRole('link', { name: 'Add by hand' }).click()
    await page.getByRole('textbox', { name: 'Title', exact: true }).fill('Gi')
    await page.getByLabel('Link to the shop').fill('javascript:alert(1)')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('The title needs at least 3 characters').waitFor()
    await page.getByText('The description needs at least 10 characters').waitFor()
    await page.getByText('Enter an address that begins with http').waitFor()
    expect(await listed()).toHaveLength(3)
    await page.getByRole('textbox', { name: 'Title', exact: true }).fill('Gift wrapping')
    await page
      .getByRole('textbox', { name: 'Description', exact: true })
      .fill('Paper, ribbon and a card in your hand')
    await page.getByLabel('Link to the shop').fill('https://shop.example.com/gifts')
    await page.getByRole('textbox', { name: 'Price', exact: true }).fill('15.50')
    await page.getByLabel('Discount in percent').fill('20')
    await page.getByLabel('Features').fill('Recycled paper\nSilk ribbon')
    await page.getByRole('button', { name: 'Add a line' }).click()
    await page.getByLabel('Name 1').fill('Paper')
    await page.getByLabel('Value 1').fill('90 g')
    await page.getByRole('combobox', { name: 'Currency' }).click()
    await page.getByRole('option', { name: /^USD/ }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { level: 1, name: 'Gift wrapping' }).waitFor()
    const shown = page.locator('main')
    await shown.getByText('$12.40').waitFor()
    await shown.getByText('20% off').waitFor()
    expect(await one('Gift wrapping')).toMatchObject({
      price: '15.50',
      features: ['Recycled paper', 'Silk ribbon'],
      specifications: { Paper: '90 g' },
    })
  })

  test('several are changed and deleted at once, each after a question where something is lost', async () => {
    await page.goto('/store-products')
    for (const title of ['Gift wrapping', 'Linen apron']) await row(title).getByRole('checkbox').check()
    await page.getByText('2 chosen').waitFor()
    await page.getByRole('button', { name: 'Change' }).click()
    await page.getByRole('menuitem', { name: 'Deactivate' }).click()
    await dialog().getByRole('button', { name: 'Cancel' }).click()
    expect(await one('Gift wrapping')).toMatchObject({ is_active: true })
    await page.getByRole('button', { name: 'Change' }).click()
    await page.getByRole('menuitem', { name: 'Deactivate' }).click()
    await dialog().getByRole('button', { name: 'Deactivate' }).click()
    await page.getByText('2 products have been changed').waitFor()
    await row('Gift wrapping').getByText('Inactive').waitFor()
    expect(await one('Gift wrapping')).toMatchObject({ is_active: false })

    await row('قوری چینی').getByRole('checkbox').check()
    await page.getByRole('button', { name: 'Change' }).click()
    await page.getByRole('menuitem', { name: 'Mark as in stock' }).click()
    await row('قوری چینی').getByText('In stock').waitFor()
    expect(await one('قوری چینی گل‌دار')).toMatchObject({ in_stock: true })

    await row('Gift wrapping').getByRole('checkbox').check()
    await page.getByRole('button', { name: 'Delete' }).click()
    await dialog().getByRole('button', { name: 'Delete' }).click()
    await row('Gift wrapping').waitFor({ state: 'detached' })
    expect((await listed()).map(({ title }) => title)).not.toContain('Gift wrapping')
  })

  test('a viewer sees everything and changes nothing', async () => {
    const token = await tokenOf(address, email)
    await callApi(address, token, '/api/v1/workspace/invitations/', { email: viewerEmail, role: 'viewer' })
    const mail = await mailTo(address, viewerEmail, '/invitation?token=')
    const invitation = /\/invitation\?token=([^\s"<]+)/.exec(mail)?.[1] ?? ''
    const password = 'blue-Lantern-42-river'
    await callApi(address, token, '/api/v1/invitations/accept/', {
      token: invitation,
      password,
      full_name: 'Vera Viewer',
    })
    const viewer = await (await visitor(browser, address)).newPage()
    await viewer.goto('/login?next=/store-products')
    await viewer.getByLabel('E-mail').fill(viewerEmail)
    await viewer.getByLabel('Password').first().fill(password)
    await viewer.getByRole('button', { name: 'Log in' }).click()
    await viewer.getByRole('link', { name: 'Cast-iron teapot' }).waitFor()
    expect(await viewer.getByRole('checkbox').count()).toBe(0)
    expect(await viewer.getByRole('link', { name: 'Add by hand' }).count()).toBe(0)
    await viewer.getByRole('link', { name: 'Cast-iron teapot' }).click()
    await viewer.getByRole('heading', { level: 1, name: 'Cast-iron teapot' }).waitFor()
    expect(await viewer.getByRole('button', { name: 'Delete' }).count()).toBe(0)
    await viewer.goto(`/store-products/${(await one('Cast-iron teapot')).id}/edit`)
    await viewer.getByRole('heading', { name: 'Your role does not allow this' }).waitFor()
    await viewer.goto('/ask')
    await viewer.getByRole('textbox').last().fill('Which teapots do you have?')
    await viewer.getByRole('button', { name: 'Ask', exact: true }).click()
    await viewer.getByTestId('answer').filter({ hasText: 'Cast-iron teapot' }).waitFor()
    await viewer.context().close()
  })

  test.each<Language>(['en', 'fa'])('reads well in %s, wide and narrow, light and dark', async (language) => {
    await page.goto('/settings')
    await settled(page)
    if (language === 'fa') await speak(page, 'fa')
    const { id } = await one('Cast-iron teapot')
    const paths = {
      list: '/store-products?stock=true',
      product: `/store-products/${id}`,
      edit: `/store-products/${id}/edit`,
    }
    for (const viewport of [wide, narrow]) {
      await showIn(page, (viewport === narrow) === (language === 'en') ? 'dark' : 'light')
      await page.setViewportSize(viewport)
      // Between them, the two languages show each page at both widths.
      const second = (viewport === wide) === (language === 'en') ? 'edit' : 'product'
      for (const name of ['list', second] as const) {
        await page.goto(paths[name])
        await settled(page)
        await shoot(page, `synced-${name}-${language}-${viewport.width}`)
        await expectAccessible(page)
      }
    }
    await page.setViewportSize(wide)
    expect(failures).toEqual([])
  })
})
