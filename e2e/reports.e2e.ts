import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import {
  callApi,
  expectAccessible,
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
const email = 'reports@example.com'

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

/** Two completed orders of 130,000 and 60,000, one paid; one pending of 50,000. */
async function sell(): Promise<void> {
  const token = await tokenOf(address, email)
  const create = <T>(path: string, body: unknown) => callApi<T>(address, token, path, body)
  const tea = await create<{ id: number }>('/api/products', { name: 'Lotus tea', price: 50_000, stock: 20 })
  const cup = await create<{ id: number }>('/api/products', { name: '=Cup', price: 30_000, stock: 20 })
  const lan = await create<{ id: number }>('/api/customers', { name: 'Lan Tran', phone: '0901234567' })
  const line = ({ id }: { id: number }, quantity: number, price: number) => ({
    product_id: id,
    quantity,
    price,
  })
  await create('/api/orders', {
    items: [line(tea, 2, 50_000), line(cup, 1, 30_000)],
    customer_id: lan.id,
    status: 'delivered',
    payment_status: 'paid',
    payment_method: 'cash',
    sales_channel: 'store',
  })
  await create('/api/orders', {
    items: [line(cup, 2, 30_000)],
    status: 'delivered',
    payment_method: 'bank_transfer',
    sales_channel: 'tiktok',
  })
  await create('/api/orders', { items: [line(tea, 1, 50_000)] })
}

const tabs = ['sales', 'revenue', 'orders', 'products', 'customers', 'channels', 'day'] as const

/** Without the space between elements. */
async function text(locator: ReturnType<Page['locator']>): Promise<string> {
  return (await locator.textContent()) ?? ''
}

async function open(query: string): Promise<void> {
  await page.goto(`/reports${query}`)
  await settled(page)
}

async function save(button: ReturnType<Page['getByRole']>): Promise<{ name: string; text: string }> {
  const [file] = await Promise.all([page.waitForEvent('download'), button.click()])
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') }
}

describe('reports', () => {
  test('say so when nothing has been sold', async () => {
    await open('')
    await page.getByRole('heading', { name: 'Nothing in these days' }).waitFor()
    await expectAccessible(page)
    await sell()
  })

  test('sales: figures, chart and its table, best sellers and customers', async () => {
    await open('')
    const main = page.locator('main')
    expect(await text(main)).toContain('Revenue₫190,000Completed2 ordersAverage order₫95,000')
    await page.getByRole('img', { name: 'Revenue by day, ₫190,000 in all' }).waitFor()
    await page.getByRole('button', { name: 'Revenue by day: As a table' }).click()
    const rows = page.getByRole('table', { name: 'Revenue by day' }).getByRole('row')
    expect(await rows.count()).toBe(2)
    expect(await text(rows.nth(1))).toMatch(/2 orders.*1 customer.*₫95,000.*₫190,000/)
    expect(await text(page.getByRole('table', { name: 'Best sellers' }))).toMatch(/=Cup.*3 pieces.*₫90,000/)
    expect(await text(page.getByRole('table', { name: 'Top customers' }))).toMatch(/Lan Tran.*₫130,000/)
  })

  test('tab, range and grouping stand in the address and survive a reload', async () => {
    await open('')
    await page.getByRole('textbox', { name: 'Days' }).or(page.getByLabel('Days')).first().click()
    await page.getByRole('option', { name: 'Last 90 days' }).click()
    await page.getByText('Month', { exact: true }).click()
    await expect.poll(() => new URL(page.url()).search).toBe('?range=90d&group=month')
    await page.reload()
    await settled(page)
    await page.getByRole('img', { name: /^Revenue by month, ₫190,000/ }).waitFor()
    await page.getByRole('tab', { name: 'Revenue' }).click()
    await page.getByRole('heading', { name: 'By payment method' }).waitFor()
    expect(new URL(page.url()).search).toContain('tab=revenue')
    expect(await text(page.getByRole('list', { name: 'By payment method' }))).toBe(
      'Cash₫130,0001 order68.4%Bank transfer₫60,0001 order31.6%',
    )
    await open('?range=custom&from=2020-01-01&to=2020-01-31')
    await page.getByRole('heading', { name: 'Nothing in these days' }).waitFor()
    expect(await page.getByLabel('From').inputValue()).toBe('2020-01-01')
  })

  test('the end of a day counts what is paid and what is still to come', async () => {
    await open('?tab=day')
    expect(await text(page.locator('main'))).toMatch(
      /Revenue₫190,000Of it paid₫130,000Still to be paid₫60,000.*Placed3 ordersOpen1 order/,
    )
    await page.getByRole('button', { name: 'Day before' }).click()
    await page.getByRole('heading', { name: 'Nothing in these days' }).waitFor()
    expect(new URL(page.url()).search).toMatch(/day=\d{4}-\d{2}-\d{2}/)
    await page.getByRole('button', { name: 'Today', exact: true }).click()
    await page.getByText('3 orders').first().waitFor()
  })

  test('tables and whole lists are saved as CSV files with defused cells', async () => {
    await open('?tab=sales')
    const best = await save(page.getByRole('button', { name: 'Best sellers: save as a CSV file' }))
    expect(best.name).toMatch(/^top-products-\d{4}-\d{2}-\d{2}-\d{4}-\d{2}-\d{2}\.csv$/)
    expect(best.text.startsWith('\ufeff')).toBe(true)
    expect(best.text).toContain("'=Cup")
    await page.getByRole('button', { name: 'CSV file', exact: true }).click()
    const orders = await save(page.getByRole('menuitem', { name: 'All orders' }))
    expect(orders.name).toBe('orders.csv')
    expect(orders.text.trim().split('\n')).toHaveLength(4)
  })

  test('a report that fails offers to try again', async () => {
    let failing = true
    await page.route('**/api/reports/sales-channels**', (route) =>
      failing ? route.fulfill({ status: 500, json: { message: 'Server error' } }) : route.continue(),
    )
    await page.goto('/reports?tab=channels')
    const retry = page.getByRole('button', { name: 'Try again' })
    await retry.waitFor({ timeout: 20_000 })
    failing = false
    await retry.click()
    await page.getByRole('table', { name: 'Sales channels' }).getByText('TikTok Shop').waitFor()
    await page.unroute('**/api/reports/sales-channels**')
  })

  test('on paper there are the figures and tables, not the menus and charts', async () => {
    await open('?tab=sales')
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    await shoot(page, 'reports-print-en')
    expect(await page.getByRole('table', { name: 'Revenue by day' }).isVisible()).toBe(true)
    expect(await page.getByRole('img', { name: /^Revenue by day/ }).isVisible()).toBe(false)
    expect(await page.locator('header.mantine-AppShell-header').isVisible()).toBe(false)
    expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false)
    const ink = page.getByRole('heading', { name: 'Revenue by day' })
    expect(await ink.evaluate((element) => getComputedStyle(element).color)).toBe('rgb(0, 0, 0)')
    await page.emulateMedia({ media: 'screen', colorScheme: 'light' })
  })
})

describe.each(['en', 'fa'] as const)('reports in %s', (language) => {
  beforeAll(async () => {
    await page.setViewportSize(wide)
    await open('?tab=day')
    if (language !== 'en') await speak(page, language)
  })

  // Light on wide screens and dark on narrow ones in English, the other way round in Persian.
  test.each(tabs)('%s is accessible and fits at 1440 and 360 pixels', async (tab) => {
    for (const viewport of [wide, narrow]) {
      await page.setViewportSize(viewport)
      await showIn(page, (viewport === narrow) === (language === 'en') ? 'dark' : 'light')
      await open(`?tab=${tab}`)
      // Otherwise it is an empty report that would be found accessible.
      const filled = language === 'en' ? /190,000|130,000|100,000/ : /۱۹۰٬۰۰۰|۱۳۰٬۰۰۰|۱۰۰٬۰۰۰/
      expect(await text(page.locator('main'))).toMatch(filled)
      await shoot(page, `reports-${tab}-${language}-${viewport.width}`)
      await expectAccessible(page)
    }
    expect(failures).toEqual([])
  })
})
