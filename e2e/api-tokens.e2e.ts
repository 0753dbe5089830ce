import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
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
const email = 'tokens@example.com'

let browser: Browser
let page: Page
let secret: string

beforeAll(async () => {
  browser = await launch()
  const context = await visitor(browser, address)
  page = await context.newPage()
  await signUp(page, email)
})
afterAll(() => browser?.close())

const dialog = () => page.getByRole('dialog')
const row = () => page.getByRole('row').filter({ hasText: 'Warehouse app' })
const statusOf = async (path: string) =>
  (await fetch(address + path, { headers: { Authorization: `Bearer ${secret}` } })).status

async function choose(action: string): Promise<void> {
  await page.getByRole('button', { name: 'Actions for Warehouse app' }).click()
  await page.getByRole('menuitem', { name: action }).click()
}

test('a token is made with explained permissions and shown once, with a command that works', async () => {
  await page.goto('/settings?tab=tokens')
  await page.getByRole('heading', { name: 'No tokens yet' }).waitFor()
  await page.getByRole('button', { name: 'New token' }).click()
  expect(await dialog().getByRole('checkbox').count()).toBe(9)
  await dialog().getByLabel('Name').fill('Warehouse app')
  await dialog().getByLabel('Expires').fill('2020-01-01T10:00')
  await dialog().getByRole('checkbox', { name: 'See customers' }).check()
  await dialog().getByRole('checkbox', { name: 'Change customers' }).check()
  await dialog().getByRole('button', { name: 'Create the token' }).click()
  await dialog().getByText('This time has passed already').waitFor()
  await dialog().getByLabel('Expires').fill('2099-01-01T10:00')
  for (const viewport of [wide, narrow]) {
    await page.setViewportSize(viewport)
    await shoot(page, `token-dialog-en-${viewport.width}`)
    await expectAccessible(page)
  }
  await page.setViewportSize(wide)
  await dialog().getByRole('button', { name: 'Create the token' }).click()

  secret = (await page.getByTestId('token').textContent()) ?? ''
  expect(secret).toMatch(/^tcpf_[0-9a-f]{64}$/)
  await shoot(page, 'token-created-en-1440')
  await expectAccessible(page)
  const command = (await page.getByTestId('curl').textContent()) ?? ''
  const { stdout } = await promisify(execFile)('sh', ['-c', `${command} -s`])
  expect(JSON.parse(stdout)).toMatchObject({ customers: [], total: 0 })

  // Neither a click beside it nor Escape may lose what is shown only once.
  await page.keyboard.press('Escape')
  await page.mouse.click(5, 5)
  await page.getByTestId('token').waitFor()
  await dialog().getByRole('button', { name: 'I have saved it' }).click()
  await row().waitFor()
  expect(await page.content()).not.toContain(secret)
  expect(await row().textContent()).toContain(secret.slice(0, 9))
})

test('the expiry was meant in the time of the shop, and is kept by an edit that leaves it alone', async () => {
  const token = await tokenOf(address, email)
  const read = async () => {
    const { tokens } = await callApi<{ tokens: { expires_at: string; permissions: string[] }[] }>(
      address,
      token,
      '/api/api-tokens',
    )
    return tokens[0]
  }
  // 10:00 in Ho Chi Minh City.
  expect((await read())?.expires_at).toBe('2099-01-01T03:00:00.000Z')
  await choose('Edit')
  expect(await dialog().getByLabel('Expires').inputValue()).toBe('2099-01-01T10:00')
  await dialog().getByRole('checkbox', { name: 'See products' }).check()
  await dialog().getByRole('button', { name: 'Save' }).click()
  await row().filter({ hasText: 'products:read' }).waitFor()
  expect(await read()).toMatchObject({
    expires_at: '2099-01-01T03:00:00.000Z',
    permissions: expect.arrayContaining(['customers:read', 'customers:write', 'products:read']),
  })
  expect(await statusOf('/api/products')).toBe(200)
})

test('revoked it is refused at once, activated it works again, deleted it is gone', async () => {
  await choose('Revoke')
  await dialog().getByRole('button', { name: 'Revoke' }).click()
  await row().filter({ hasText: 'Revoked' }).waitFor()
  expect(await statusOf('/api/customers')).toBe(401)
  await choose('Activate')
  await row().filter({ hasText: 'Active' }).waitFor()
  expect(await statusOf('/api/customers')).toBe(200)

  for (const viewport of [wide, narrow]) {
    await page.setViewportSize(viewport)
    await page.reload()
    await settled(page)
    await shoot(page, `tokens-en-${viewport.width}`)
    await expectAccessible(page)
  }
  await page.setViewportSize(wide)
  await choose('Delete')
  await dialog().getByRole('button', { name: 'Cancel' }).click()
  expect(await statusOf('/api/customers')).toBe(200)
  await choose('Delete')
  await dialog().getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('heading', { name: 'No tokens yet' }).waitFor()
  expect(await statusOf('/api/customers')).toBe(401)
})

test('reads from right to left', async () => {
  await speak(page, 'fa')
  await callApi(address, await tokenOf(address, email), '/api/api-tokens', {
    name: 'برنامهٔ انبار',
    permissions: ['products:read', 'orders:read', 'orders:write'],
  })
  for (const viewport of [wide, narrow]) {
    await page.setViewportSize(viewport)
    await page.goto('/settings?tab=tokens')
    await settled(page)
    await shoot(page, `tokens-fa-${viewport.width}`)
    await page.getByRole('button', { name: 'توکن تازه' }).click()
    await dialog().waitFor()
    await shoot(page, `token-dialog-fa-${viewport.width}`)
    await expectAccessible(page)
  }
})
