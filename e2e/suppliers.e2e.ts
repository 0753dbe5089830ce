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
const email = 'suppliers@example.com'

let browser: Browser
let page: Page
const failures: string[] = []

beforeAll(async () => {
  browser = await launch()
  const context = await visitor(browser, address)
  page = await context.newPage()
  page.on('pageerror', (error) => failures.push(error.message))
  await signUp(page, email)
})
afterAll(() => browser?.close())

type Supplier = { id: number; name: string; phone: string | null; tax_code: string | null }
const stored = async () => callApi<Supplier[]>(address, await tokenOf(address, email), '/api/suppliers')

describe('suppliers', () => {
  test('an empty list says what to do', async () => {
    await page.goto('/suppliers')
    await page.getByRole('heading', { name: 'No suppliers yet' }).waitFor()
    await expectAccessible(page)
  })

  test('a new one needs a name, is stored and listed', async () => {
    await page.getByRole('link', { name: 'Add supplier' }).first().click()
    await page.getByRole('heading', { level: 1, name: 'Add supplier' }).waitFor()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Please fill this in').waitFor()
    expect(await stored()).toEqual([])
    await page.getByLabel('Name').fill('Highland Tea Ltd')
    await page.getByLabel('Phone').fill('+84 90 123 45 67')
    await page.getByLabel('Tax code').fill('0312345678')
    await page.getByRole('link', { name: 'All suppliers' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Stay here' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('link', { name: 'Highland Tea Ltd' }).waitFor()
    expect(await stored()).toMatchObject([
      { name: 'Highland Tea Ltd', phone: '+84 90 123 45 67', tax_code: '0312345678' },
    ])
  })

  test('it is changed on its page, and retired ones leave the list until all are shown', async () => {
    await page.getByRole('link', { name: 'Highland Tea Ltd' }).click()
    await page.getByRole('heading', { level: 1, name: 'Highland Tea Ltd' }).waitFor()
    await page.getByLabel('Contact person').fill('Minh')
    await page.getByRole('switch', { name: 'In use' }).press('Space')
    await page.getByRole('button', { name: 'Save' }).click()
    // Two such notices may stand at once, of this test and of the one before: what is stored tells them apart.
    await expect
      .poll(stored)
      .toMatchObject([{ contact_name: 'Minh', is_active: false, tax_code: '0312345678' }])
    await page.goto('/suppliers')
    await page.getByRole('heading', { name: 'No suppliers yet' }).waitFor()
    await page.goto('/suppliers?active=all')
    await page.getByRole('link', { name: 'Highland Tea Ltd' }).waitFor()
    await page.getByText('No longer used').waitFor()
  })

  test('the product form names a supplier, a new one on the spot, and keeps a retired one', async () => {
    const token = await tokenOf(address, email)
    const [retired] = await stored()
    const tea = await callApi<{ id: number }>(address, token, '/api/products', {
      name: 'Lotus tea',
      price: 180_000,
      supplier_id: retired?.id,
    })
    await page.goto(`/products/${tea.id}`)
    await settled(page)
    const picker = page.getByRole('combobox', { name: 'Supplier' }).or(page.getByLabel('Supplier')).first()
    await expect.poll(() => picker.inputValue()).toBe('Highland Tea Ltd')
    await page.getByRole('button', { name: 'Add supplier' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('River Pottery')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect.poll(() => picker.inputValue()).toBe('River Pottery')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Lotus tea has been saved').waitFor()
    const pottery = (await stored()).find(({ name }) => name === 'River Pottery')
    const product = await callApi<{ supplier_id: number }>(address, token, `/api/products/${tea.id}`)
    expect(product.supplier_id).toBe(pottery?.id)
    await page.goto(`/suppliers/${pottery?.id}`)
    await page.getByRole('link', { name: 'Lotus tea' }).waitFor()
  })

  test('search finds by any of its texts', async () => {
    await page.goto('/suppliers?active=all')
    await page.getByRole('searchbox').fill('minh')
    await page.getByRole('link', { name: 'River Pottery' }).waitFor({ state: 'detached' })
    expect(await page.getByRole('link', { name: 'Highland Tea Ltd' }).count()).toBe(1)
    await page.getByRole('searchbox').fill('nobody')
    await page.getByRole('heading', { name: 'No supplier matches' }).waitFor()
    await page.locator('main').getByRole('button', { name: 'Clear filters' }).click()
    await page.getByRole('link', { name: 'River Pottery' }).waitFor()
  })

  test('deleting asks first and leaves the products', async () => {
    await page.getByRole('link', { name: 'River Pottery' }).click()
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    expect(await stored()).toHaveLength(2)
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByText('River Pottery has been deleted').waitFor()
    expect((await stored()).map(({ name }) => name)).toEqual(['Highland Tea Ltd'])
    const token = await tokenOf(address, email)
    const { products } = await callApi<{ products: { name: string; supplier_id: number | null }[] }>(
      address,
      token,
      '/api/products',
    )
    expect(products).toMatchObject([{ name: 'Lotus tea', supplier_id: null }])
  })

  test('the pages are accessible and fit in Persian, narrow and wide', async () => {
    const [supplier] = await stored()
    await speak(page, 'fa')
    for (const viewport of [wide, narrow]) {
      await page.setViewportSize(viewport)
      for (const [name, path] of [
        ['suppliers', '/suppliers?active=all'],
        ['supplier', `/suppliers/${supplier?.id}`],
        ['new-supplier', '/suppliers/new'],
      ] as const) {
        await page.goto(path)
        await settled(page)
        await shoot(page, `${name}-fa-${viewport.width}`)
        await expectAccessible(page)
      }
    }
    expect(failures).toEqual([])
  })
})
