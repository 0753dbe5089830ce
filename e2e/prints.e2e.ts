import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { callApi, type Language, launch, settled, signUp, speak, tokenOf, visitor } from './shop.ts'

const address = inject('address')
const email = 'prints@example.com'
const pictures = fileURLToPath(new URL('screenshots/', import.meta.url))

let browser: Browser
let page: Page
let token: string
let orderPath: string
let longOrderPath: string

beforeAll(async () => {
  browser = await launch()
  const context = await visitor(browser, address)
  // A browser without a window prints nothing: the sheet then stays for `page.pdf` until the test says it is done.
  await context.addInitScript(() => {
    window.print = () => document.documentElement.setAttribute('data-printed', '')
  })
  page = await context.newPage()
  await signUp(page, email)
  token = await tokenOf(address, email)
  await fillShop()
})
afterAll(() => browser?.close())

async function fillShop(): Promise<void> {
  const create = (path: string, body: unknown) => callApi<{ id: number }>(address, token, path, body)
  const customer = await create('/api/customers', {
    name: 'Nguyễn Thị Minh Khai',
    phone: '0900 000 123',
    address: '12 Lê Lợi, Quận 1, Thành phố Hồ Chí Minh',
  })
  const branch = await create('/api/branches', {
    name: 'Old town',
    address: '5 Hàng Bạc, Hà Nội',
    phone: '024 0000 0000',
  })
  const goods: [string, number][] = [
    ['Cast-iron teapot', 450_000],
    ['فنجان چای دسته‌دار با نعلبکی', 95_000],
    ['Glass jar with a name that is long enough to wrap on every narrow roll of paper', 107_500],
  ]
  const items: { product_id: number; quantity: number; price: number }[] = []
  for (const [name, price] of goods) {
    const { id } = await create('/api/products', { name, price, stock: 1_000 })
    items.push({ product_id: id, quantity: items.length + 1, price })
  }
  const details = { customer_id: customer.id, branch_id: branch.id, discount_amount: 12_500 }
  const order = await create('/api/orders', { items, ...details, shipping_fee: 30_000, notes: 'Ring twice' })
  orderPath = `/orders/${order.id}`
  const lines = Array.from({ length: 60 }, (_, index) => ({ ...items[index % 3], quantity: 1 }))
  longOrderPath = `/orders/${(await create('/api/orders', { items: lines })).id}`
}

type Printed = { pages: number; width: number; height: number }

/** The paper of a PDF, in whole millimetres, and the number of its pages. */
function measure(pdf: Buffer): Printed {
  const text = pdf.toString('latin1')
  const box = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(text)
  const millimetres = (points: string | undefined) => Math.round((Number(points) / 72) * 25.4)
  const pages = text.match(/\/Type \/Page\b(?!s)/g)?.length ?? 0
  return { pages, width: millimetres(box?.[1]), height: millimetres(box?.[2]) }
}

async function printOn(paper: string, name: string): Promise<Printed> {
  await page.locator('main button[aria-haspopup="menu"]').first().click()
  await page.getByRole('menuitem', { name: paper }).click()
  await page.locator('html[data-printed]').waitFor()
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: false })
  await mkdir(pictures, { recursive: true })
  await writeFile(`${pictures}${name}.pdf`, pdf)
  await page.evaluate(() => {
    document.documentElement.removeAttribute('data-printed')
    window.dispatchEvent(new Event('afterprint'))
  })
  await page.locator('.print-sheet').waitFor({ state: 'detached' })
  return measure(pdf)
}

/** What would come out, as text: the sheet alone, never the page around it. */
async function sheetText(): Promise<string> {
  return (await page.locator('.print-sheet').textContent()) ?? ''
}

const papers: Record<Language, Record<'a4' | 'a5' | 'roll80' | 'roll58', string>> = {
  en: { a4: 'A4 page', a5: 'A5 page', roll80: '80 mm roll', roll58: '58 mm roll' },
  fa: { a4: 'برگهٔ A4', a5: 'برگهٔ A5', roll80: 'رول ۸۰ میلی‌متری', roll58: 'رول ۵۸ میلی‌متری' },
}

describe.each<Language>(['en', 'fa'])('an invoice in %s', (language) => {
  const names = papers[language]

  beforeAll(async () => {
    await page.goto('/settings')
    await settled(page)
    if (language !== 'en') await speak(page, language)
    await page.goto(orderPath)
    await settled(page)
  })

  test('fills one sheet of A4 or A5', async () => {
    expect(await printOn(names.a4, `invoice-a4-${language}`)).toEqual({ pages: 1, width: 210, height: 297 })
    expect(await printOn(names.a5, `invoice-a5-${language}`)).toEqual({ pages: 1, width: 148, height: 210 })
  })

  test('is one piece on a roll, cut where it ends', async () => {
    for (const [name, width] of [
      ['roll80', 80],
      ['roll58', 58],
    ] as const) {
      const printed = await printOn(names[name], `invoice-${name}-${language}`)
      expect(printed).toMatchObject({ pages: 1, width })
      expect(printed.height).toBeGreaterThan(60)
      expect(printed.height).toBeLessThan(260)
    }
  })

  test('prints on the paper of the last time, also after a reload', async () => {
    await page.reload()
    await settled(page)
    await page.getByRole('button', { name: language === 'en' ? 'Print' : 'چاپ', exact: true }).click()
    await page.locator('html[data-printed]').waitFor()
    expect(await page.locator('.print-sheet').getAttribute('data-paper')).toBe('roll58')
    const text = await sheetText()
    for (const part of ['Cast-iron teapot', 'Nguyễn Thị Minh Khai', 'Old town', 'Hàng Bạc', 'Ring twice']) {
      expect(text).toContain(part)
    }
    // 450,000 + 2 × 95,000 + 3 × 107,500 − 12,500 + 30,000
    expect(text).toContain(language === 'en' ? '₫980,000' : '۹۸۰٬۰۰۰')
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')))
  })
})

test('a long invoice goes on over several sheets, and over one long piece of a roll', async () => {
  await page.goto(longOrderPath)
  await settled(page)
  const sheet = await printOn(papers.fa.a5, 'invoice-long-a5-fa')
  expect(sheet).toMatchObject({ width: 148, height: 210 })
  expect(sheet.pages).toBeGreaterThan(2)
  const roll = await printOn(papers.fa.roll80, 'invoice-long-roll80-fa')
  expect(roll).toMatchObject({ pages: 1, width: 80 })
  expect(roll.height).toBeGreaterThan(500)
})
