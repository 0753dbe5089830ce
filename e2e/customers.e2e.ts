import { setTimeout } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import {
  callApi,
  expectAccessible,
  launch,
  narrow,
  settled,
  shoot,
  signUp,
  speak,
  tokenOf,
  visitor,
  wide,
} from './shop.ts'

const address = inject('address')
const email = 'customers@example.com'

let browser: Browser
let page: Page
let token: string
const failures: string[] = []

beforeAll(async () => {
  browser = await launch()
  const context = await visitor(browser, address)
  page = await context.newPage()
  page.on('pageerror', (error) => failures.push(error.message))
  await signUp(page, email)
  token = await tokenOf(address, email)
})
afterAll(() => browser?.close())

type Listed = { customers: { id: number; name: string; tags: string[]; group_name: string | null }[] }
const listed = async () => (await callApi<Listed>(address, token, '/api/customers')).customers
const dialog = () => page.getByRole('dialog')

test('a group with a discount is made, and its percent is checked at the field', async () => {
  await page.goto('/customer-groups')
  await page.getByRole('button', { name: 'Add a group' }).first().click()
  await dialog().getByLabel('Name').fill('Wholesale')
  await dialog().getByLabel('Discount').fill('120')
  await dialog().getByRole('button', { name: 'Save' }).click()
  await dialog().getByText('A number from 0 to 100').waitFor()
  await dialog().getByLabel('Discount').fill('12,5')
  await dialog().getByRole('button', { name: 'Save' }).click()
  const row = page.getByRole('row').filter({ hasText: 'Wholesale' })
  await row.waitFor()
  expect(await row.textContent()).toContain('12.5%')
  await shoot(page, 'customer-groups-dialog-done')
})

test('a customer is created with group, tags and credit limit and shown with his figures', async () => {
  await page.goto('/customers')
  await page.getByRole('heading', { name: 'No customers yet' }).waitFor()
  await page.getByRole('button', { name: 'Add a customer' }).first().click()
  await dialog().getByRole('button', { name: 'Save' }).click()
  await dialog().getByText('Please fill this in').waitFor()
  await dialog().getByLabel('Name').fill('Trần Thị Hoa')
  await dialog().getByLabel('Phone').fill('0901 234 567')
  await dialog().getByLabel('E-mail').fill('not an address')
  await dialog().getByRole('combobox', { name: 'Group' }).click()
  await page.getByRole('option', { name: /Wholesale/ }).click()
  await dialog().getByLabel('Credit limit').fill('2.000.000')
  await dialog().getByLabel('Tags').fill('VIP')
  await dialog().getByLabel('Tags').press('Enter')
  await dialog().getByRole('button', { name: 'Save' }).click()
  // The server's list of errors: at the field, in the reader's words.
  await dialog().getByText('This is not an e-mail address').waitFor()
  await shoot(page, 'customer-dialog')
  await expectAccessible(page)
  await dialog().getByLabel('E-mail').fill('hoa@example.com')
  await dialog().getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { level: 1, name: 'Trần Thị Hoa' }).waitFor()
  expect(await listed()).toMatchObject([{ tags: ['VIP'], group_name: 'Wholesale' }])
})

test('the same phone again is refused at the fields that were filled', async () => {
  await page.goto('/customers')
  await page.getByRole('button', { name: 'Add a customer' }).first().click()
  await dialog().getByLabel('Name').fill('Somebody else')
  await dialog().getByLabel('Phone').fill('0901.234.567')
  await dialog().getByRole('button', { name: 'Save' }).click()
  await dialog().getByText('Another customer has this already').waitFor()
  expect(await dialog().getByText('Another customer has this already').count()).toBe(1)
  await dialog().getByRole('button', { name: 'Cancel' }).click()
  expect(await listed()).toHaveLength(1)
})

test('the page of a customer sums up his orders and leads to them', async () => {
  const [customer] = await listed()
  const product = await callApi<{ id: number }>(address, token, '/api/products', {
    name: 'Teapot',
    price: 100_000,
    stock: 50,
  })
  const order = (quantity: number, more: object) =>
    callApi<{ id: number; order_number: string }>(address, token, '/api/orders', {
      items: [{ product_id: product.id, quantity, price: 100_000 }],
      customer_id: customer?.id,
      ...more,
    })
  await order(2, {})
  const latest = await order(1, { shipping_fee: 30_000 })
  // Who searches and clicks at once leaves for good, though the search is only noted 250 ms later and the next page takes longer.
  await page.route(/\/assets\/CustomerPage-/, async (route) => {
    await setTimeout(600)
    await route.continue()
  })
  await page.goto('/customers')
  await page.getByRole('searchbox').fill('tran thi')
  await page.getByRole('link', { name: 'Trần Thị Hoa' }).click()
  await page.getByRole('heading', { level: 1, name: 'Trần Thị Hoa' }).waitFor()
  expect(new URL(page.url()).pathname).toBe(`/customers/${customer?.id}`)
  await page.getByRole('row').filter({ hasText: latest.order_number }).waitFor()
  const main = (await page.locator('main').textContent()) ?? ''
  expect(main).toMatch(/Bought for\D*330,000/)
  expect(main).toMatch(/Average order\D*165,000/)
  for (const viewport of [wide, narrow]) {
    await page.setViewportSize(viewport)
    await settled(page)
    await shoot(page, `customer-en-${viewport.width}`)
    await expectAccessible(page)
  }
  await page.setViewportSize(wide)
  await page.getByRole('link', { name: latest.order_number }).click()
  await page.getByRole('heading', { level: 1, name: latest.order_number }).waitFor()
})

test('a group that is in use is not deleted, and says why', async () => {
  await page.goto('/customer-groups')
  await page.getByRole('button', { name: 'Delete Wholesale' }).click()
  await page.getByText('Wholesale still has customers').waitFor()
})

test('a customer is deleted after a question, and his orders stay', async () => {
  await page.goto('/customers')
  await page.getByRole('link', { name: 'Trần Thị Hoa' }).click()
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await dialog().getByRole('button', { name: 'Cancel' }).click()
  expect(await listed()).toHaveLength(1)
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await dialog().getByRole('button', { name: 'Delete', exact: true }).click()
  await page.getByRole('heading', { name: 'No customers yet' }).waitFor()
  const { orders } = await callApi<{ orders: { customer_name: string }[] }>(address, token, '/api/orders')
  expect(orders.map((order) => order.customer_name)).toEqual(['Trần Thị Hoa', 'Trần Thị Hoa'])

  await page.goto('/customer-groups')
  await page.getByRole('button', { name: 'Delete Wholesale' }).click()
  await dialog().getByRole('button', { name: 'Delete', exact: true }).click()
  await page.getByRole('heading', { name: 'No groups yet' }).waitFor()
})

test('reads from right to left', async () => {
  const group = await callApi<{ id: number }>(address, token, '/api/customer-groups', {
    name: 'عمده‌فروشان',
    discount_percentage: 7.5,
  })
  const customer = await callApi<{ id: number }>(address, token, '/api/customers', {
    name: 'سارا محمدی',
    phone: '+98 912 345 6789',
    email: 'sara@example.com',
    address: 'تهران، خیابان ولیعصر، پلاک ۱۲',
    group_id: group.id,
    tags: ['ویژه', 'تهران', 'تلفنی', 'ماهانه'],
    credit_limit: 5_000_000,
  })
  await page.goto('/customers')
  await settled(page)
  await speak(page, 'fa')
  for (const viewport of [wide, narrow]) {
    await page.setViewportSize(viewport)
    for (const [name, path] of [
      ['customers', '/customers'],
      ['customer', `/customers/${customer.id}`],
      ['customer-groups', '/customer-groups'],
    ]) {
      await page.goto(path ?? '/')
      await settled(page)
      await shoot(page, `${name}-fa-${viewport.width}`)
      await expectAccessible(page)
    }
  }
  expect(failures).toEqual([])
})
