import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { callApi, launch, settled, shoot, signUp, speak, tokenOf, visitor } from './shop.ts'

const address = inject('address')
const email = 'day@example.com'
const catalogue = fileURLToPath(new URL('fixtures/catalogue.csv', import.meta.url))

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

type Listed = { products: { id: number; name: string; sku: string; stock: number }[] }

async function stockOf(sku: string): Promise<number | undefined> {
  const { products } = await callApi<Listed>(address, token, `/api/products?search=${sku}`)
  return products.find((product) => product.sku === sku)?.stock
}

const line = (name: string) => page.getByRole('listitem').filter({ hasText: name })

describe('the first day of a shop', () => {
  test('begins with a checklist of open steps', async () => {
    await page.goto('/')
    const steps = page.getByRole('region', { name: 'First steps' })
    await steps.waitFor()
    expect(
      await steps.getByRole('listitem').filter({ hasText: 'Import your catalogue' }).textContent(),
    ).toContain('To do')
  })

  test('imports a catalogue after a look at what will happen, without the broken row', async () => {
    await page.goto('/products/import')
    await page.locator('input[type=file]').setInputFiles(catalogue)
    await page.getByText('Ready to apply').waitFor()
    await settled(page)
    const finding = page
      .getByRole('table', { name: 'What was noticed' })
      .getByRole('row')
      .filter({ hasText: 'Error' })
    expect(await finding.first().textContent()).toContain('7')
    await shoot(page, 'import-checked')

    const apply = page.getByRole('button', { name: 'Apply', exact: true })
    expect(await apply.isDisabled()).toBe(true)
    await page.getByRole('switch', { name: 'Leave out rows with errors' }).press('Space')
    await apply.click()
    await page.getByRole('button', { name: 'Apply now' }).click()
    await page.getByText('The catalogue is up to date').waitFor()
  })

  test('shows the products in the list, finds one by SKU, and variations under their parent', async () => {
    await page.goto('/products')
    await page.getByRole('link', { name: 'Cast-iron teapot' }).waitFor()
    await page.getByRole('searchbox').fill('CUP')
    await page.getByRole('link', { name: 'Cast-iron teapot' }).waitFor({ state: 'detached' })
    expect(await page.getByRole('row').filter({ hasText: 'Porcelain cup' }).textContent()).toContain('Low')
    expect(page.url()).toContain('q=CUP')

    await page.goto('/products?active=all&q=TOWEL')
    await page.getByRole('link', { name: 'Linen towel', exact: true }).click()
    const variations = page.getByRole('table', { name: 'Variations' })
    await variations.waitFor()
    expect(await variations.getByRole('link').allInnerTexts()).toEqual([
      'Linen towel - Red',
      'Linen towel - Blue',
    ])
  })

  test('refuses to delete a category that is in use and says why', async () => {
    await page.goto('/categories')
    await page.getByRole('button', { name: 'Delete Tea' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByText('Products are still in this category').waitFor()
    await page.getByRole('button', { name: 'Delete Kitchen' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page
      .getByText(/still contains others|Products are still/)
      .last()
      .waitFor()
  })

  test('places an order from scanned codes, with exact totals, and takes the stock', async () => {
    await page.goto('/orders/new')
    const search = page.getByRole('textbox', { name: 'Add products' })
    await search.fill('cup')
    await search.press('Enter')
    await line('Porcelain cup').waitFor()
    await search.fill('CUP')
    await search.press('Enter')
    await page.waitForFunction(() => {
      const input = document.querySelector<HTMLInputElement>('input[aria-label="Quantity of Porcelain cup"]')
      return input?.value === '2'
    })
    await search.fill('teapot')
    await page.getByRole('option', { name: /Cast-iron teapot/ }).click()
    await page.getByLabel('Discount').fill('5000')
    await page.getByLabel('Shipping fee').fill('30.000')
    // 2 × 57,500.50 + 450,000 − 5,000 + 30,000
    await expect.poll(() => page.getByTestId('final-amount').textContent()).toContain('590,001')

    await page.getByRole('button', { name: 'The same order as a curl command' }).click()
    expect(await page.getByTestId('curl').textContent()).not.toContain(token.slice(0, 12))
    await page.getByRole('button', { name: 'Show the token' }).click()
    expect(await page.getByTestId('curl').textContent()).toMatch(/Authorization: Bearer eyJ/)

    await page.getByRole('button', { name: 'Place order' }).click()
    await page.getByRole('heading', { level: 1, name: /^ORD-\d{4}-001$/ }).waitFor()
    expect([await stockOf('CUP'), await stockOf('TEAPOT')]).toEqual([1, 11])
  })

  test('shows a lack of stock at the line, whether the form or the server notices it', async () => {
    await page.goto('/orders/new')
    const search = page.getByRole('textbox', { name: 'Add products' })
    await search.fill('TOWEL-RED')
    await search.press('Enter')
    const quantity = page.getByLabel('Quantity of Linen towel - Red')
    await quantity.fill('8')
    await page.getByRole('button', { name: 'Place order' }).click()
    await line('Linen towel - Red').getByRole('alert').waitFor()

    await quantity.fill('7')
    const { products } = await callApi<Listed>(address, token, '/api/products?search=TOWEL-RED')
    await callApi(address, token, '/api/inventory/adjust', {
      product_id: products[0]?.id,
      type: 'out',
      quantity: 3,
    })
    await page.getByRole('button', { name: 'Place order' }).click()
    await line('Linen towel - Red').getByRole('alert').waitFor()
    expect(await stockOf('TOWEL-RED')).toBe(4)

    await quantity.fill('4')
    await page.getByRole('button', { name: 'Place order' }).click()
    await page.getByRole('heading', { level: 1, name: /^ORD-\d{4}-002$/ }).waitFor()
  })

  test('moves an order only along allowed steps, and gives the goods back once it returns', async () => {
    await page.goto('/orders')
    await page.getByRole('link', { name: /^ORD-\d{4}-001$/ }).click()
    await page.getByRole('button', { name: 'Confirm', exact: true }).click()
    await page.getByRole('button', { name: 'Start processing' }).waitFor()
    await page.getByRole('button', { name: 'Change status' }).click()
    await page.getByRole('menuitem', { name: 'Mark as shipped' }).click()
    await page.getByRole('button', { name: 'Mark as completed' }).click()
    await page.getByRole('button', { name: 'Mark as completed' }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Change status' }).click()
    expect(await page.getByRole('menuitem').allInnerTexts()).toEqual(['Take it back'])
    await page.getByRole('menuitem', { name: 'Take it back' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click()
    await page.getByText('This status is final').waitFor()
    expect([await stockOf('CUP'), await stockOf('TEAPOT')]).toEqual([3, 12])
  })

  test('ends with a checklist that has ticked itself', async () => {
    await page.goto('/')
    const steps = page.getByRole('region', { name: 'First steps' })
    for (const step of ['Add a product', 'Import your catalogue', 'Place the first order']) {
      await expect
        .poll(() => steps.getByRole('listitem').filter({ hasText: step }).textContent(), { timeout: 8_000 })
        .toMatch(/Done/)
    }
  })

  test('goes on in another language, which the account remembers', async () => {
    await page.goto('/settings')
    await speak(page, 'fa')
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl')
    await page.goto('/orders')
    await page.getByRole('heading', { level: 1, name: 'سفارش‌ها' }).waitFor()
  })
})
