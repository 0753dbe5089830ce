import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import {
  callApi,
  expectAccessible,
  type Language,
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
const email = 'counter@example.com'

let browser: Browser
let page: Page
let token: string

beforeAll(async () => {
  browser = await launch()
  const context = await visitor(browser, address)
  await context.addInitScript(() => {
    window.print = () => document.documentElement.setAttribute('data-printed', '')
  })
  page = await context.newPage()
  await signUp(page, email)
  token = await tokenOf(address, email)
  const goods: [string, number, number, string][] = [
    ['Cast-iron teapot', 450_000, 4, '8930000000017'],
    ['Porcelain cup', 57_500, 9, '8930000000024'],
    ['Phin coffee filter', 70_000, 0, '8930000000031'],
  ]
  for (const [name, price, stock, barcode] of goods) {
    const sku = `C-${barcode.slice(-2)}`
    await callApi(address, token, '/api/products', { name, price, stock, barcode, sku })
  }
  const group = await callApi<{ id: number }>(address, token, '/api/customer-groups', {
    name: 'Regulars',
    discount_percentage: 10,
  })
  await callApi(address, token, '/api/customers', {
    name: 'Phạm Thu Hà',
    phone: '0900 333 444',
    group_id: group.id,
  })
})
afterAll(() => browser?.close())

/** As a scanner types: without pauses, then Enter, into whatever has the keyboard. */
async function scan(code: string): Promise<void> {
  await page.keyboard.type(code)
  await page.keyboard.press('Enter')
}

/** As `scan`, without waiting for the page after each key: the pauses are those of a scanner on a busy machine as well. */
async function scanAtOnce(code: string): Promise<void> {
  await Promise.all([...code].map((key) => page.keyboard.down(key)).concat(page.keyboard.down('Enter')))
  for (const key of new Set([...code, 'Enter'])) await page.keyboard.up(key)
}

/** As a person types. */
const byHand = (text: string) => page.keyboard.type(text, { delay: 60 })

const quantity = (name: string) => page.getByLabel(`Quantity of ${name}`)
const focused = () => page.evaluate(() => document.activeElement?.getAttribute('placeholder'))
const toPay = () => page.getByTestId('final-amount').textContent()
const scanField = 'Name, SKU or barcode'

type Sold = {
  id: number
  status: string
  payment_status: string
  payment_method: string
  sales_channel: string
  customer_name: string | null
  final_amount: number
  discount_amount: number
}

async function latestSale(): Promise<Sold> {
  const { orders } = await callApi<{ orders: Sold[] }>(address, token, '/api/orders?limit=1')
  return orders[0] as Sold
}

async function stockOf(sku: string): Promise<number | undefined> {
  const { products } = await callApi<{ products: { sku: string; stock: number }[] }>(
    address,
    token,
    `/api/products?search=${sku}`,
  )
  return products.find((product) => product.sku === sku)?.stock
}

describe('the counter', () => {
  beforeAll(async () => {
    await page.goto('/pos')
    await settled(page)
  })

  test('has its scan field focused from the start and after a click into the void', async () => {
    await expect.poll(focused).toBe(scanField)
    await page.getByRole('heading', { level: 1 }).click()
    await expect.poll(focused).toBe(scanField)
  })

  test('loses no scan of a fast series, and counts repeated ones up', async () => {
    for (const code of ['8930000000024', '8930000000017', '8930000000024', 'c-24', '8930000000017'])
      await scan(code)
    await expect.poll(() => quantity('Porcelain cup').inputValue()).toBe('3')
    await expect.poll(() => quantity('Cast-iron teapot').inputValue()).toBe('2')
    await expect.poll(focused).toBe(scanField)
    // 3 × 57,500 + 2 × 450,000
    expect(await toPay()).toContain('1,072,500')
  })

  test('stops at the stock and says so, also for a code that nobody knows', async () => {
    await scan('8930000000031')
    await page.getByRole('alert').filter({ hasText: 'No more of Phin coffee filter' }).waitFor()
    await scan('4000000000000')
    await page.getByRole('alert').filter({ hasText: 'No product has the code 4000000000000' }).waitFor()
    // The next scan takes the place of the unknown code.
    await scan('8930000000024')
    await expect.poll(() => quantity('Porcelain cup').inputValue()).toBe('4')
  })

  test('changes quantity, price and discount by keys and comes back to the scanner', async () => {
    await page.keyboard.press('F2')
    await page.keyboard.type('2')
    await page.keyboard.press('Enter')
    expect(await quantity('Porcelain cup').inputValue()).toBe('2')
    expect(await focused()).toBe(scanField)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('F3')
    await byHand('400000')
    await page.keyboard.press('Enter')
    await page.keyboard.press('F4')
    await byHand('15000')
    await page.keyboard.press('Escape')
    expect(await focused()).toBe(scanField)
    // 2 × 57,500 + 2 × 400,000 − 15,000
    expect(await toPay()).toContain('900,000')
  })

  test('takes a scan that lands in another field for what it is', async () => {
    await page.keyboard.press('F2')
    await scanAtOnce('8930000000024')
    await expect.poll(() => quantity('Porcelain cup').inputValue()).toBe('3')
    expect(await quantity('Cast-iron teapot').inputValue()).toBe('2')
    await page.keyboard.press('F2')
    await byHand('2')
    await page.keyboard.press('Enter')
    await page.keyboard.press('ArrowDown')
    expect(await toPay()).toContain('900,000')
  })

  test('refuses more than the stock before any money is taken', async () => {
    await page.keyboard.press('F2')
    await page.keyboard.type('5')
    await page.keyboard.press('Enter')
    await page.keyboard.press('F9')
    await page.getByRole('alert').filter({ hasText: 'Not enough in stock of Cast-iron teapot' }).waitFor()
    expect(await page.getByRole('dialog').count()).toBe(0)
    await page.keyboard.press('F2')
    await page.keyboard.type('2')
    await page.keyboard.press('Enter')
  })

  test('creates a customer without the mouse', async () => {
    await page.keyboard.press('F7')
    await page.getByRole('dialog').getByLabel('Full name').waitFor()
    await page.keyboard.type('Lê Quốc Bảo')
    await page.keyboard.press('Tab')
    await page.keyboard.type('0900 555 666')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await expect.poll(focused).toBe(scanField)
    expect(await page.getByRole('combobox', { name: 'Customer' }).inputValue()).toContain('Lê Quốc Bảo')
  })

  test('takes cash, tells the change, sells at once and prints the receipt', async () => {
    await page.keyboard.press('F9')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Cash received').waitFor()
    await page.keyboard.type('500000')
    await dialog.getByText('Less than there is to pay').waitFor()
    await page.keyboard.press('Enter')
    expect(await dialog.count()).toBe(1)
    await page.keyboard.press('Control+A')
    await page.keyboard.type('1.000.000')
    await expect.poll(() => page.getByTestId('change').textContent()).toContain('100,000')
    await page.keyboard.press('Enter')
    await page.locator('html[data-printed]').waitFor()
    const receipt = await page.locator('.print-sheet[data-paper="roll80"]').textContent()
    for (const part of ['Cast-iron teapot', 'Lê Quốc Bảo', '₫900,000', '₫1,000,000', '₫100,000', 'Paid']) {
      expect(receipt).toContain(part)
    }
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')))
    expect(await latestSale()).toMatchObject({
      status: 'delivered',
      payment_status: 'paid',
      payment_method: 'cash',
      sales_channel: 'store',
      customer_name: 'Lê Quốc Bảo',
      final_amount: 900_000,
      discount_amount: 15_000,
    })
    expect([await stockOf('C-17'), await stockOf('C-24')]).toEqual([2, 7])
  })

  test('is ready for the next customer, and can print the last receipt again', async () => {
    await expect.poll(focused).toBe(scanField)
    await page.getByText('Scan the first product').waitFor()
    await page.evaluate(() => document.documentElement.removeAttribute('data-printed'))
    await page.keyboard.press('F10')
    await page.locator('html[data-printed]').waitFor()
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')))
    await page.locator('.print-sheet').waitFor({ state: 'detached' })
  })

  test('proposes the discount of the group, and applies it only when told', async () => {
    await scan('8930000000024')
    await quantity('Porcelain cup').waitFor()
    await page.keyboard.press('F6')
    await page.keyboard.type('Thu Ha')
    await page.getByRole('option', { name: /Phạm Thu Hà/ }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByText('Regulars: 10% = ').waitFor()
    expect(await toPay()).toContain('57,500')
    await page.getByRole('button', { name: 'Apply' }).click()
    await expect.poll(toPay).toContain('51,750')
  })

  test('pays by card with keys alone', async () => {
    await page.keyboard.press('F9')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('F4')
    await page.getByRole('dialog').getByLabel('Cash received').waitFor({ state: 'detached' })
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.locator('.print-sheet[data-ready]').waitFor({ state: 'attached' })
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')))
    expect(await latestSale()).toMatchObject({ payment_method: 'card', final_amount: 51_750 })
  })

  test('asks before a cart is thrown away, by the key for a new sale and by leaving', async () => {
    await scan('8930000000024')
    await quantity('Porcelain cup').waitFor()
    await page.getByRole('link', { name: 'Orders', exact: true }).first().click()
    await page.getByRole('dialog').getByRole('button', { name: 'Stay here' }).click()
    expect(new URL(page.url()).pathname).toBe('/pos')
    await page.keyboard.press('F1')
    await page.getByRole('dialog').getByRole('button', { name: 'New sale' }).click()
    await page.getByText('Scan the first product').waitFor()
    await page.getByRole('link', { name: 'Orders', exact: true }).first().click()
    await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor()
  })
})

describe.each<Language>(['en', 'fa'])('the counter in %s', (language) => {
  test('is accessible at 1440 and 360 pixels with a full cart and with the payment open', async () => {
    await page.setViewportSize(wide)
    await page.goto('/settings')
    await settled(page)
    if (language !== 'en') await speak(page, language)
    for (const viewport of [wide, narrow]) {
      await page.setViewportSize(viewport)
      await page.goto('/pos')
      await settled(page)
      for (const code of ['8930000000024', '8930000000017']) await scan(code)
      await page.locator('main li', { hasText: 'C-17' }).waitFor()
      await shoot(page, `pos-${language}-${viewport.width}`)
      await expectAccessible(page)
      await page.keyboard.press('F9')
      await page.getByTestId('change').waitFor()
      await shoot(page, `pos-pay-${language}-${viewport.width}`)
      await expectAccessible(page)
      await page.keyboard.press('Escape')
    }
  })
})
