import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
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
const email = 'past-orders@example.com'

let browser: Browser
let page: Page
let token: string

beforeAll(async () => {
  browser = await launch()
  const context = await visitor(browser, address)
  page = await context.newPage()
  await signUp(page, email)
  token = await tokenOf(address, email)
})
afterAll(() => browser?.close())

const items = (name: string) => JSON.stringify([{ sku: 'TEA-1', name, quantity: 2, price: '19.50' }])
const cell = (text: string) => `"${text.replaceAll('"', '""')}"`
const book = [
  'order_number,created_at,status,payment_status,customer_code,customer_name,customer_phone,final_amount,items',
  ...[
    [
      'ORD-2024-041',
      '2024-11-02T03:15:00.000Z',
      'delivered',
      'paid',
      'CUS007',
      'Nguyễn Thị Hoa',
      '+84 901 234 567',
      '39',
      items('Green tea'),
    ],
    ['ORD-2024-042', '2024-11-03T08:00:00.000Z', 'cancelled', 'unpaid', '', '', '', '39', items('Green tea')],
    ['ORD-2024-043', '2024-11-04T08:00:00.000Z', 'lost', 'unpaid', '', '', '', '39', items('Green tea')],
  ].map((row) => row.map(cell).join(',')),
].join('\r\n')

async function chooseFile(): Promise<void> {
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'orders-2024.csv', mimeType: 'text/csv', buffer: Buffer.from(book) })
  await page.getByText('Ready to apply').waitFor()
  await settled(page)
}

describe('past orders from a file', () => {
  test('are looked at before anything changes, and the row with an error is named', async () => {
    await page.goto('/orders')
    await page.getByRole('link', { name: 'Import', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Import orders' }).waitFor()
    expect(await page.getByRole('radio', { name: 'Orders' }).isChecked()).toBe(true)
    await chooseFile()
    const finding = page.getByRole('table', { name: 'What was noticed' }).getByRole('row')
    expect(await finding.filter({ hasText: 'Not a known status' }).textContent()).toContain('4')
    const preview = page.getByRole('table', { name: 'Preview' })
    expect(await preview.getByRole('row').filter({ hasText: 'ORD-2024-041' }).textContent()).toContain(
      'Nguyễn Thị Hoa',
    )
    const { total } = await callApi<{ total: number }>(address, token, '/api/orders')
    expect(total).toBe(0)
    await expectAccessible(page)
    await shoot(page, 'order-import-checked')
    await page.setViewportSize(narrow)
    await settled(page)
    await shoot(page, 'order-import-checked-narrow')
    await page.setViewportSize(wide)
  })

  test('read right to left in Persian', async () => {
    await speak(page, 'fa')
    await settled(page)
    await expectAccessible(page)
    await shoot(page, 'order-import-checked-fa')
    await page.setViewportSize(narrow)
    await settled(page)
    await shoot(page, 'order-import-checked-fa-narrow')
    await page.setViewportSize(wide)
    await page.getByRole('button', { name: /^زبان/ }).click()
    await page.getByRole('menuitem', { name: 'English' }).click()
    await page.locator('html[lang^="en"]').waitFor()
  })

  test('come in at once without the broken row, and a second time change nothing', async () => {
    const apply = page.getByRole('button', { name: 'Apply', exact: true })
    expect(await apply.isDisabled()).toBe(true)
    await page.getByRole('switch', { name: 'Leave out rows with errors' }).press('Space')
    await apply.click()
    await page.getByText('2 new orders, 0 are here already.').waitFor()
    await page.getByRole('button', { name: 'Apply now' }).click()
    await page.getByText('The orders are here').waitFor()
    await page.getByRole('link', { name: 'See the orders' }).click()
    await page.getByRole('link', { name: 'ORD-2024-041' }).click()
    await page.getByRole('heading', { level: 1, name: 'ORD-2024-041' }).waitFor()
    await page.getByText('Green tea').first().waitFor()

    await page.goto('/orders/import')
    await chooseFile()
    await page.getByText('Orders with these numbers are here already: they stay as they are.').waitFor()
    await shoot(page, 'order-import-again')
  })

  test('stand beside the import of products, one choice away', async () => {
    await page.goto('/orders/import')
    await page.getByRole('link', { name: 'orders-2024.csv' }).first().waitFor()
    await settled(page)
    await expectAccessible(page)
    await shoot(page, 'order-imports')
    await page.getByText('Products', { exact: true }).last().click()
    await page.getByRole('heading', { level: 1, name: 'Import products' }).waitFor()
    expect(await page.getByRole('link', { name: 'orders-2024.csv' }).count()).toBe(0)
  })
})
