import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { callApi, launch, settled, signUp, tokenOf, visitor } from './shop.ts'

const address = inject('address')
const email = 'forms@example.com'
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR4nGPgL8vDihiGlgQApWE8wfekj3cAAAAASUVORK5CYII=',
  'base64',
)

let browser: Browser
let page: Page
let token: string
let teapot: number

beforeAll(async () => {
  browser = await launch()
  const context = await visitor(browser, address)
  page = await context.newPage()
  await signUp(page, email)
  token = await tokenOf(address, email)
  const create = (path: string, body: unknown) => callApi<{ id: number }>(address, token, path, body)
  teapot = (
    await create('/api/products', { name: 'Cast-iron teapot', price: 450_000, stock: 12, sku: 'TEA' })
  ).id
  await create('/api/shipping', { name: 'Swift Post', cost: 25_000, estimated_days: 2 })
  await create('/api/branches', { name: 'Old town' })
  const group = await create('/api/customer-groups', { name: 'Regulars', discount_percentage: 12.5 })
  await create('/api/customers', { name: 'Phạm Thu Hà', phone: '0900 333 444', group_id: group.id })
})
afterAll(() => browser?.close())

const dialog = () => page.getByRole('dialog')
const choose = async (within: ReturnType<typeof dialog>, field: string, option: string | RegExp) => {
  await within.getByRole('combobox', { name: field, exact: true }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

type Placed = {
  id: number
  order_number: string
  seller_name: string | null
  branch_name: string | null
  shipping_method_name: string | null
  sales_channel: string | null
  customer_name: string | null
  discount_amount: number
  shipping_fee: number
  final_amount: number
  payment_status: string
  notes: string | null
}
const latestOrder = async () => {
  const { orders } = await callApi<{ orders: Placed[] }>(address, token, '/api/orders?limit=1')
  return orders[0] as Placed
}
const stock = async () => (await callApi<{ stock: number }>(address, token, `/api/products/${teapot}`)).stock

describe('the order form', () => {
  test('proposes the fee of the shipping method, the seller, and the discount of the group', async () => {
    await page.goto('/orders/new')
    const main = page.locator('main')
    const search = page.getByRole('textbox', { name: 'Add products' })
    await search.fill('TEA')
    await search.press('Enter')
    await page.getByRole('listitem').filter({ hasText: 'Cast-iron teapot' }).waitFor()
    await expect.poll(() => main.getByRole('combobox', { name: 'Seller' }).inputValue()).toBe('Lan Pham')
    await choose(main, 'Shipping method', /Swift Post/)
    expect(await main.getByLabel('Shipping fee').inputValue()).toBe('25,000')
    await choose(main, 'Branch', /Old town/)
    await choose(main, 'Sales channel', 'TikTok Shop')
    await choose(main, 'Customer', /Phạm Thu Hà/)
    expect(await main.getByLabel('Delivery phone').inputValue()).toBe('0900 333 444')
    await page.getByText('Regulars: 12.5% = ').waitFor()
    const final = page.getByTestId('final-amount')
    expect(await final.textContent()).toContain('475,000')
    await page.getByRole('button', { name: 'Apply' }).click()
    // 450,000 − 12.5 % + 25,000
    await expect.poll(() => final.textContent()).toContain('418,750')
    await page.getByText('Regulars: 12.5% = ').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Place order' }).click()
    await page.getByRole('heading', { level: 1, name: /^ORD-/ }).waitFor()
    expect(await latestOrder()).toMatchObject({
      seller_name: 'Lan Pham',
      branch_name: 'Old town',
      shipping_method_name: 'Swift Post',
      sales_channel: 'tiktok',
      customer_name: 'Phạm Thu Hà',
      discount_amount: 56_250,
      shipping_fee: 25_000,
      final_amount: 418_750,
    })
  })

  test('creates a customer on the spot, and says at the field that one exists already', async () => {
    await page.goto('/orders')
    await page.getByRole('link', { name: 'New order' }).click()
    await page.getByRole('button', { name: 'New customer' }).click()
    await dialog().getByLabel('Full name').fill('Lê Quốc Bảo')
    await dialog().getByLabel('Phone').fill('0900333444')
    await dialog().getByRole('button', { name: 'Save' }).click()
    await dialog().getByText('A customer with this phone or e-mail already exists').waitFor()
    await dialog().getByLabel('Phone').fill('0900 777 888')
    await dialog().getByRole('button', { name: 'Save' }).click()
    await dialog().waitFor({ state: 'detached' })
    await expect
      .poll(() => page.getByRole('combobox', { name: 'Customer' }).inputValue())
      .toContain('Lê Quốc Bảo')
  })

  test('asks before entered work is lost, by links and by the way back', async () => {
    await page.getByRole('link', { name: 'All orders' }).click()
    await dialog().getByText('Leave without saving?').waitFor()
    await dialog().getByRole('button', { name: 'Stay here' }).click()
    await page.goBack()
    await dialog().getByRole('button', { name: 'Stay here' }).click()
    expect(await page.getByRole('combobox', { name: 'Customer' }).inputValue()).toContain('Lê Quốc Bảo')
    await page.getByRole('link', { name: 'All orders' }).click()
    await dialog().getByRole('button', { name: 'Leave' }).click()
    await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor()
  })
})

describe('a placed order', () => {
  test('is edited; a discount beyond the goods is refused at its field', async () => {
    await page.goto('/orders')
    await page.getByRole('link', { name: /^ORD-/ }).first().click()
    await page.getByRole('button', { name: 'Edit' }).click()
    await dialog().getByLabel('Discount').fill('460000')
    await dialog().getByRole('button', { name: 'Save' }).click()
    await dialog().getByText('The discount cannot exceed the goods').waitFor()
    await dialog().getByLabel('Discount').fill('50.000')
    await choose(dialog(), 'Payment', 'Paid')
    await dialog().getByLabel('Notes').fill('Ring twice')
    await dialog().getByRole('button', { name: 'Save' }).click()
    await dialog().waitFor({ state: 'detached' })
    await page.getByText('Ring twice').waitFor()
    expect(await latestOrder()).toMatchObject({
      discount_amount: 50_000,
      final_amount: 425_000,
      payment_status: 'paid',
      notes: 'Ring twice',
    })
  })

  test('is deleted after a question, and its goods are back in stock', async () => {
    expect(await stock()).toBe(11)
    await page.getByRole('button', { name: 'Delete' }).click()
    await dialog().getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Delete' }).click()
    await dialog().getByRole('button', { name: 'Delete' }).click()
    await page.getByText('No orders yet').waitFor()
    expect(await stock()).toBe(12)
  })
})

describe('the stock dialog', () => {
  const open = async () => {
    await page.goto('/products')
    await page.getByRole('button', { name: /Cast-iron teapot/ }).click()
    await page.getByRole('menuitem', { name: 'Adjust stock' }).click()
  }
  const book = () => dialog().getByRole('button', { name: 'Book it' }).click()

  test('books goods in, shows what comes of it beforehand, and names the reason in the history', async () => {
    await open()
    await book()
    await dialog().getByText('Please fill this in').waitFor()
    await dialog().getByLabel('Quantity').fill('8')
    await dialog().getByText('12 now, 20 afterwards').waitFor()
    await dialog().getByLabel('Reason').fill('Delivery of the week')
    await book()
    await page.getByText('Cast-iron teapot: now 20 in stock').waitFor()
    expect(await stock()).toBe(20)
    await page.goto('/inventory')
    await page.getByRole('row', { name: /Cast-iron teapot.*Goods in.*8.*Delivery of the week/ }).waitFor()
  })

  test('refuses to take out more than there is, and sets what was counted', async () => {
    await open()
    await choose(dialog(), 'Kind', 'Goods out')
    await dialog().getByLabel('Quantity').fill('21')
    await dialog().getByText('There is not that much in stock').first().waitFor()
    await book()
    await dialog().getByText('There is not that much in stock').first().waitFor()
    expect(await stock()).toBe(20)
    await choose(dialog(), 'Kind', 'Stock count')
    await dialog().getByLabel('Counted quantity').fill('7')
    await book()
    await page.getByText('Cast-iron teapot: now 7 in stock').waitFor()
    expect(await stock()).toBe(7)
  })
})

describe('the product form', () => {
  const upload = (name: string, buffer: Buffer) =>
    page.locator('input[type="file"]').setInputFiles({ name, mimeType: 'image/png', buffer })

  test('takes pictures, refuses what is none, and keeps them in their order', async () => {
    await page.goto('/products/new')
    await page.getByLabel('Name').fill('Porcelain cup')
    await page.getByRole('textbox', { name: 'Price', exact: true }).fill('57500')
    await upload('cup.png', Buffer.from('this is no picture'))
    await page.locator('main').getByRole('alert').waitFor()
    await upload('cup.png', picture)
    await page.getByRole('button', { name: 'Remove picture 1' }).waitFor()
    await upload('saucer.png', picture)
    await page.getByRole('button', { name: 'Remove picture 2' }).waitFor()
    await page.getByRole('button', { name: 'Move picture 2 forward' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('link', { name: 'Porcelain cup' }).click()
    await page.getByRole('button', { name: 'Remove picture 2' }).waitFor()
    const shown = page.locator('main ul img').first()
    await expect
      .poll(() => shown.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth))
      .toBeGreaterThan(0)
  })

  test('asks before changes are lost, and no longer once they are saved', async () => {
    await settled(page)
    await page.getByLabel('Name').fill('Porcelain cup, blue')
    await page.getByRole('link', { name: 'All products' }).click()
    await dialog().getByRole('button', { name: 'Stay here' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { level: 1, name: 'Porcelain cup, blue' }).waitFor()
    await page.getByRole('link', { name: 'All products' }).click()
    await page.getByRole('link', { name: 'Porcelain cup, blue' }).waitFor()
  })
})
