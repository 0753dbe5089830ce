import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { callApi, launch, settled, shoot, signUp, tokenOf, visitor } from './shop.ts'

const address = inject('address')
const email = 'shipments@example.com'
const pictures = fileURLToPath(new URL('screenshots/', import.meta.url))

let browser: Browser
let page: Page
let token: string
const orders: { id: number; order_number: string }[] = []

beforeAll(async () => {
  browser = await launch()
  const context = await visitor(browser, address)
  await context.addInitScript(() => {
    window.print = () => document.documentElement.setAttribute('data-printed', '')
  })
  page = await context.newPage()
  await signUp(page, email)
  token = await tokenOf(address, email)
  const product = await callApi<{ id: number }>(address, token, '/api/products', {
    name: 'Cast-iron teapot',
    price: 450_000,
    stock: 10,
  })
  const customer = await callApi<{ id: number }>(address, token, '/api/customers', {
    name: 'Trần Văn An',
    phone: '0900 111 222',
    address: '7 Nguyễn Huệ, Đà Nẵng',
  })
  for (let index = 0; index < 3; index++) {
    const items = [{ product_id: product.id, quantity: 2, price: 450_000 }]
    orders.push(
      await callApi(address, token, '/api/orders', {
        items,
        customer_id: customer.id,
        shipping_fee: 30_000,
        shipping_address: `${'7 Nguyễn Huệ, phường Hải Châu, '.repeat(6)}Đà Nẵng`,
      }),
    )
  }
})
afterAll(() => browser?.close())

type Seen = { status: string; tracking_number: string | null }
const orderNow = (index: number) => callApi<Seen>(address, token, `/api/orders/${orders[index]?.id}`)
const dialog = () => page.getByRole('dialog')
const choose = async (field: string, option: string | RegExp) => {
  await dialog().getByRole('combobox', { name: field }).click()
  await page.getByRole('option', { name: option }).click()
}

describe('carriers and branches', () => {
  test('a carrier is created, changed, refused without a fee, and deleted', async () => {
    await page.goto('/carriers')
    await page.getByRole('button', { name: 'Add carrier' }).first().click()
    await dialog().getByLabel('Name').fill('Swift Post')
    await dialog().getByRole('button', { name: 'Save' }).click()
    await dialog().getByText('Please fill this in').waitFor()
    await dialog().getByLabel('Shipping fee').fill('30.000')
    await dialog().getByLabel('Days to deliver').fill('3')
    await dialog().getByRole('button', { name: 'Save' }).click()
    await page.getByRole('row', { name: /Swift Post.*30,000.*3 days.*Active/ }).waitFor()

    await page.getByRole('button', { name: 'Add carrier' }).click()
    await dialog().getByLabel('Name').fill('Slow Boat')
    await dialog().getByLabel('Shipping fee').fill('0')
    await dialog().getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Actions for Slow Boat' }).click()
    await page.getByRole('menuitem', { name: 'Edit' }).click()
    await dialog().getByLabel('Shipping fee').fill('9,000')
    await dialog().getByRole('button', { name: 'Save' }).click()
    await page.getByRole('row', { name: /Slow Boat.*9,000/ }).waitFor()
    await page.getByRole('button', { name: 'Actions for Slow Boat' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await dialog().getByRole('button', { name: 'Delete' }).click()
    await page.getByText('Slow Boat has been deleted').waitFor()
    expect(await page.getByRole('row').filter({ hasText: 'Slow Boat' }).count()).toBe(0)
  })

  test('a branch numbers itself and a taken code is refused at its field', async () => {
    await page.goto('/branches')
    await page.getByRole('button', { name: 'Add branch' }).first().click()
    await dialog().getByLabel('Name').fill('Old town')
    await dialog().getByLabel('Address').fill('5 Hàng Bạc, Hà Nội')
    await dialog().getByRole('button', { name: 'Save' }).click()
    await page.getByRole('row', { name: /Old town.*BR001.*Hàng Bạc/ }).waitFor()
    await page.getByRole('button', { name: 'Add branch' }).click()
    await dialog().getByLabel('Name').fill('Market')
    await dialog().getByLabel('Code').fill('BR001')
    await dialog().getByRole('button', { name: 'Save' }).click()
    await dialog().getByText('Another branch has this code').waitFor()
    await dialog().getByLabel('Code').fill('MK')
    await dialog().getByRole('button', { name: 'Save' }).click()
    await page.getByRole('row', { name: /Market.*MK/ }).waitFor()
  })
})

describe('a shipment', () => {
  test('is created from its order, which then shows the tracking number', async () => {
    await page.goto(`/orders/${orders[0]?.id}`)
    await page.getByRole('button', { name: 'Create shipment' }).click()
    await dialog().getByRole('button', { name: 'Create shipment' }).click()
    expect(await dialog().getByText('Please fill this in').count()).toBe(2)
    await choose('Carrier', 'Swift Post')
    expect(await dialog().getByLabel('Expected on').inputValue()).toMatch(/^\d{4}-\d{2}-\d{2}$/)
    await dialog().getByLabel('Tracking number').fill('SWP-000-123')
    await dialog().getByRole('button', { name: 'Create shipment' }).click()
    await page.getByRole('heading', { level: 1, name: 'SWP-000-123' }).waitFor()
    expect(await orderNow(0)).toMatchObject({ status: 'pending', tracking_number: 'SWP-000-123' })
  })

  test('is created from the list with an order picker; every refusal stands at its field', async () => {
    await page.goto('/shipments')
    await page.getByRole('button', { name: 'New shipment' }).click()
    const picker = dialog().getByRole('combobox', { name: 'Order' })
    await picker.fill(orders[0]?.order_number ?? '')
    await page.getByRole('option', { name: new RegExp(orders[0]?.order_number ?? '') }).click()
    await choose('Carrier', 'Swift Post')
    await dialog().getByLabel('Tracking number').fill('SWP-000-123')
    await dialog().getByRole('button', { name: 'Create shipment' }).click()
    await dialog().getByText('This order already has a shipment').waitFor()
    await picker.fill(orders[1]?.order_number ?? '')
    await page.getByRole('option', { name: new RegExp(orders[1]?.order_number ?? '') }).click()
    await dialog().getByRole('button', { name: 'Create shipment' }).click()
    await dialog().getByText('Another shipment has this tracking number').waitFor()
    await dialog().getByLabel('Tracking number').fill('SWP-000-124')
    await dialog().getByRole('button', { name: 'Create shipment' }).click()
    await page.getByRole('heading', { level: 1, name: 'SWP-000-124' }).waitFor()
  })

  test('is found by status and by carrier', async () => {
    await page.goto('/shipments')
    await page.getByRole('link', { name: 'SWP-000-123' }).waitFor()
    await page.getByRole('combobox', { name: 'Status' }).click()
    await page.getByRole('option', { name: 'On its way' }).click()
    await page.getByText('No shipment matches').waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByRole('combobox', { name: 'Carrier' }).click()
    await page.getByRole('option', { name: 'Swift Post' }).click()
    await page.getByRole('link', { name: 'SWP-000-124' }).waitFor()
    expect(page.url()).toMatch(/carrier=\d+/)
  })

  test('is edited, and its order follows the new tracking number', async () => {
    await page.goto('/shipments')
    await page.getByRole('link', { name: 'SWP-000-124' }).click()
    await page.getByRole('button', { name: 'Edit' }).click()
    await dialog().getByLabel('Tracking number').fill('SWP-000-125')
    await dialog().getByLabel('Notes').fill('Fragile')
    await dialog().getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { level: 1, name: 'SWP-000-125' }).waitFor()
    await page.getByText('Fragile').waitFor()
    expect((await orderNow(1)).tracking_number).toBe('SWP-000-125')
  })

  test('moves along allowed steps only, and takes its order along', async () => {
    await page.goto('/shipments')
    await page.getByRole('link', { name: 'SWP-000-123' }).click()
    await page.getByRole('button', { name: 'Change status' }).click()
    expect(await page.getByRole('menuitem').allInnerTexts()).toEqual([
      'Mark as delivered',
      'Cancel the shipment',
    ])
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Hand to the carrier' }).click()
    await page.getByRole('button', { name: 'Mark as delivered' }).waitFor()
    expect((await orderNow(0)).status).toBe('shipped')
    expect(await page.getByRole('button', { name: 'Delete' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Change status' }).click()
    await page.getByRole('menuitem', { name: 'Mark as returned' }).click()
    await dialog().getByRole('button', { name: 'Mark as returned' }).click()
    await page.getByText('This status is final').waitFor()
    expect((await orderNow(0)).status).toBe('returned')
    expect(await page.getByRole('button', { name: 'Edit' }).count()).toBe(0)
  })

  test('is deleted after a question, and its carrier is then only switched off', async () => {
    await page.goto('/shipments')
    await page.getByRole('link', { name: 'SWP-000-125' }).click()
    await page.getByRole('button', { name: 'Delete' }).click()
    await dialog().getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('heading', { level: 1, name: 'Shipments' }).waitFor()
    await page.getByRole('link', { name: 'SWP-000-125' }).waitFor({ state: 'detached' })
    await page.goto('/carriers')
    await page.getByRole('button', { name: 'Actions for Swift Post' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await dialog().getByRole('button', { name: 'Delete' }).click()
    await page.getByText('Swift Post is in use and has been switched off').waitFor()
    await page.getByRole('row', { name: /Swift Post.*Switched off/ }).waitFor()
    await page.getByRole('button', { name: 'Actions for Swift Post' }).click()
    await page.getByRole('menuitem', { name: 'Edit' }).click()
    await dialog().getByRole('switch', { name: 'Offered' }).press('Space')
    await dialog().getByRole('button', { name: 'Save' }).click()
    await page.getByRole('row', { name: /Swift Post.*Active/ }).waitFor()
  })
})

describe('the label', () => {
  const sizes = [
    ['100 × 150 mm label', 100, 150],
    ['A6 label', 105, 148],
    ['A5 page', 148, 210],
  ] as const

  test('has sender, receiver, the code as bars and what to collect, on the chosen paper', async () => {
    await page.goto(`/orders/${orders[2]?.id}`)
    await page.getByRole('button', { name: 'Create shipment' }).click()
    await choose('Carrier', 'Swift Post')
    await dialog().getByLabel('Tracking number').fill('SWP-000-126')
    // More than a label holds at its usual size.
    await dialog().getByLabel('Notes').fill('Fragile, keep upright, ring at the second door. '.repeat(8))
    await dialog().getByRole('button', { name: 'Create shipment' }).click()
    await page.getByRole('heading', { level: 1, name: 'SWP-000-126' }).waitFor()
    await settled(page)
    for (const [paper, width, height] of sizes) {
      await page.getByRole('button', { name: 'Print label' }).click()
      await choose('Paper', paper)
      expect(await dialog().getByLabel('Cash on delivery').inputValue()).toBe('930,000')
      await shoot(page, 'label-dialog')
      await dialog().getByRole('button', { name: 'Print' }).click()
      await page.locator('html[data-printed]').waitFor()
      const text = await page.locator('.print-sheet').textContent()
      for (const part of [
        'Lan Pham',
        'Trần Văn An',
        '7 Nguyễn Huệ',
        '0900 111 222',
        'SWP-000-126',
        '₫930,000',
      ]) {
        expect(text).toContain(part)
      }
      expect(await page.locator('.print-sheet svg path').count()).toBe(1)
      const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: false })
      await mkdir(pictures, { recursive: true })
      await writeFile(`${pictures}label-${width}.pdf`, pdf)
      const [, right, top] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf.toString('latin1')) ?? []
      expect([right, top].map((points) => Math.round((Number(points) / 72) * 25.4))).toEqual([width, height])
      expect(pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/g)).toHaveLength(1)
      await page.evaluate(() => {
        document.documentElement.removeAttribute('data-printed')
        window.dispatchEvent(new Event('afterprint'))
      })
      await page.locator('.print-sheet').waitFor({ state: 'detached' })
    }
  })
})
