import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { administrator } from './real-server.ts'
import {
  callApi,
  expectAccessible,
  launch,
  mailTo,
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
const email = 'store-owner@example.com'
const viewerEmail = 'store-viewer@example.com'
const storePath = '/settings/integrations/store'
const adminPath = '/admin/integrations/integrationtoken/'

let browser: Browser
let page: Page
/** The text of the newest token, as the shop would hold it. */
let secret: string

beforeAll(async () => {
  browser = await launch()
  const context = await visitor(browser, address)
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  page = await context.newPage()
  await signUp(page, email)
})
afterAll(() => browser?.close())

const dialog = () => page.getByRole('dialog')
const card = (name = 'Tea shop') => page.getByRole('article', { name })

/** What the shop's plugin sends: to a path, with its token. */
async function send(path: string, body: unknown): Promise<number> {
  const answer = await fetch(`${address}/api/integrations/${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  return answer.status
}

const productEvent = (eventId: string, product: Record<string, unknown>) => ({
  event_id: eventId,
  event_type: 'product.created',
  product: {
    id: 414,
    name: 'Cast-iron teapot',
    price: 850_000,
    regular_price: 850_000,
    currency: 'IRT',
    permalink: 'https://shop.example.com/product/teapot/',
    ...product,
  },
})

/** Takes a picture at each width, with what axe finds there. */
async function look(name: string, where: Page = page, viewports = [wide, narrow]): Promise<void> {
  await settled(where)
  for (const viewport of viewports) {
    await where.setViewportSize(viewport)
    await shoot(where, `${name}-${viewport.width}`)
    await expectAccessible(where)
  }
  await where.setViewportSize(wide)
}

const clipboardOf = (where: Page) =>
  where.evaluate(() => {
    const own = Object.getOwnPropertyDescriptor(Navigator.prototype, 'clipboard')
    return (own!.get!.call(navigator) as Clipboard).readText()
  })

async function copyWith(button: Locator): Promise<string> {
  await button.click()
  await page.getByRole('status').filter({ hasText: 'Copied' }).first().waitFor()
  return clipboardOf(page)
}

describe('a token', () => {
  test('is made from the settings; what is wrong is said at its field', async () => {
    await page.goto('/settings?tab=integrations')
    await page.getByText('Not connected yet').waitFor()
    await look('integrations-hub-en', page, [narrow])
    await page.getByRole('link', { name: 'Manage the connection' }).click()
    await page.getByRole('heading', { name: 'No token found' }).waitFor()
    await look('store-empty-en', page, [narrow])
    await page.getByRole('button', { name: 'Create a token for the shop' }).first().click()
    expect(await dialog().getByLabel('Name').inputValue()).toBe('Main shop')
    await dialog().getByLabel('Name').fill('x'.repeat(101))
    await dialog().getByLabel('Expires').fill('2020-01-01T10:00')
    await dialog().getByRole('button', { name: 'Create the token' }).click()
    await dialog().getByText('This time has passed already').waitFor()
    await dialog().getByLabel('Expires').fill('2099-01-01T10:00')
    for (const [line, ip] of ['127.0.0.1', '300.1.1.1', '2001:db8::/32'].entries()) {
      await dialog().getByRole('button', { name: 'Add an address' }).click()
      await dialog()
        .getByLabel(`Address ${line + 1}`, { exact: true })
        .fill(ip)
    }
    await dialog().getByRole('button', { name: 'Create the token' }).click()
    await dialog().getByText('A name of 1 to 100 characters is needed').waitFor()
    const wrong = dialog().getByLabel('Address 2', { exact: true })
    expect(await wrong.getAttribute('aria-invalid')).toBe('true')
    expect(await dialog().getByText('This is not an IPv4 or IPv6 address or range').count()).toBe(1)
    await look('store-token-form-en')
    await dialog().getByRole('button', { name: 'Remove address 2' }).click()
    await dialog().getByLabel('Name').fill('Tea shop')
    await dialog().getByRole('button', { name: 'Create the token' }).click()
  })

  test('is shown once, with both ways to connect, until its button closes it', async () => {
    secret = (await page.getByTestId('token').textContent()) ?? ''
    expect(secret).toMatch(/^wc_sk_live_[a-z0-9]{40}$/)
    await page.keyboard.press('Escape')
    await page.mouse.click(5, 5)
    await dialog().getByText('Go to Plugins › Tradepost Sync').waitFor()
    await look('store-token-created-en')
    expect(await copyWith(dialog().getByRole('button', { name: 'Copy the token' }))).toBe(secret)

    await dialog().getByRole('tab', { name: 'Without a plugin' }).click()
    const hookSecret = (await page.getByTestId('webhook-secret').textContent()) ?? ''
    expect(hookSecret).toMatch(/^wcwh_[a-z0-9]{40}$/)
    expect(await page.getByTestId('delivery-url').textContent()).toContain(
      '/api/v1/integrations/woocommerce/hooks/',
    )
    expect(await dialog().textContent()).toContain('order.created')
    await look('store-token-webhook-en', page, [narrow])
    await dialog().getByRole('button', { name: 'I understand, close' }).click()
    await card().waitFor()
    for (const shownOnce of [secret, hookSecret]) expect(await page.content()).not.toContain(shownOnce)
    const preview = `${secret.slice(0, 5)}...${secret.slice(-6)}`
    expect(await card().getByTestId('preview').textContent()).toBe(preview)
    for (const text of ['Active', '0 times', '127.0.0.1', '2001:db8::/32', '/hooks/']) {
      expect(await card().textContent()).toContain(text)
    }
  })

  test('is copied without the clipboard API as well', async () => {
    await page.evaluate(() => navigator.clipboard.writeText('something else'))
    await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }))
    const preview = await card().getByTestId('preview').textContent()
    expect(await copyWith(card().getByRole('button', { name: 'Copy: Preview' }))).toBe(preview)
    await page.reload()
  })

  test('that is switched off is marked and refused until it is switched on again', async () => {
    await card().getByRole('button', { name: 'Edit: Tea shop' }).click()
    await dialog().getByRole('switch', { name: 'Active' }).press('Space')
    await dialog().getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'Inactive or expired tokens:' }).waitFor()
    await card().getByText('This token is inactive or has expired').waitFor()
    expect(await send('woocommerce/webhook', {})).toBe(401)
    await look('store-inactive-en', page, [wide])
    await showIn(page, 'dark')
    await page.reload()
    await look('store-inactive-dark-en', page, [narrow])
    await showIn(page, 'light')
    await card().getByRole('button', { name: 'Edit: Tea shop' }).click()
    await dialog().getByRole('switch', { name: 'Active' }).press('Space')
    await dialog().getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'Active tokens:', exact: true }).waitFor()
    expect(await send('woocommerce/webhook', {})).toBe(400)
  })
})

describe('what the shop sends', () => {
  test('shows in the sync status while it is open', async () => {
    await card().getByRole('button', { name: 'Sync status: Tea shop' }).click()
    const status = page.getByRole('region', { name: 'Sync status of Tea shop' })
    await status.getByText('Has not sent anything yet').waitFor()
    expect(await send('woocommerce/webhook', productEvent('wc_1', {}))).toBe(202)
    await status.getByText('shop.example.com').waitFor()
    await status.getByText('1 of 1 active').waitFor()
    expect(await send('woocommerce/webhook', productEvent('wc_2', { id: 415, price: 'cheap' }))).toBe(400)
    await status.getByText(/price/).waitFor()
    await page.reload()
    await card().getByRole('button', { name: 'Sync status: Tea shop' }).click()
    await look('store-tokens-en')
    await status.getByRole('link', { name: 'Event log of this token' }).click()
    await page.getByRole('heading', { level: 1, name: 'Event log' }).waitFor()
  })

  test('stands in the log, where what failed is found and tried again', async () => {
    const rows = page.getByRole('row').filter({ hasText: 'Product created' })
    await vi.waitFor(async () => expect(await rows.count()).toBeGreaterThanOrEqual(2))
    await look('store-events-en')
    await page.getByRole('searchbox', { name: 'Product number' }).fill('415')
    await vi.waitFor(async () => expect(await rows.count()).toBe(1))
    await page.getByRole('combobox', { name: 'Result' }).click()
    await page.getByRole('option', { name: 'Failed' }).click()
    await page.waitForURL(/result=failure/)
    await rows.getByRole('button', { name: 'Details of Product created' }).click()
    const drawer = page.getByRole('dialog', { name: 'Product created' })
    expect(await drawer.getByTestId('payload').textContent()).toContain('"price": "cheap"')
    await drawer.getByText('price: A valid number is required.').waitFor()
    await look('store-event-en', page, [narrow])
    await drawer.getByRole('button', { name: 'Process again' }).click()
    await page.getByText('The event failed again').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('combobox', { name: 'Result' }).click()
    await page.getByRole('option', { name: 'Processed' }).click()
    await page.getByRole('heading', { name: 'No event fits' }).waitFor()
    await page.getByRole('button', { name: 'Clear the filters' }).click()
    await vi.waitFor(async () => expect(await rows.count()).toBeGreaterThanOrEqual(2))
  })

  test('includes pages, which are listed with their links', async () => {
    const content = {
      id: 7,
      post_type: 'page',
      title: 'Shipping and returns',
      content: 'We ship within two days.',
      permalink: 'https://shop.example.com/shipping/',
      author: 'Lan',
      status: 'publish',
    }
    const event = { event_id: 'wp_7_1', event_type: 'page.created', content }
    expect(await send('wordpress-content/webhook', event)).toBe(202)
    await page.getByRole('tab', { name: 'Pages and posts' }).click()
    const link = page.getByRole('link', { name: /Shipping and returns/ })
    expect(await link.getAttribute('href')).toBe(content.permalink)
    await page.getByRole('searchbox').fill('RETURNS')
    await page.waitForURL(/q=RETURNS/)
    await settled(page)
    await link.waitFor()
    await page.getByRole('searchbox').fill('nothing like it')
    await page.getByRole('heading', { name: 'No page fits' }).waitFor()
    await page.getByRole('button', { name: 'Clear the filters' }).click()
    await link.waitFor()
    await look('store-pages-en', page, [wide])
  })
})

test('a viewer of the shop sees neither the tab nor the page', async () => {
  const token = await tokenOf(address, email)
  await callApi(address, token, '/api/v1/workspace/invitations/', { email: viewerEmail, role: 'viewer' })
  const text = await mailTo(address, viewerEmail, '/invitation?token=')
  const viewer = await (await visitor(browser, address)).newPage()
  await viewer.goto(/\/invitation\?token=[^\s"<]+/.exec(text)?.[0] ?? '')
  await viewer.getByLabel('Your name').fill('Minh')
  await viewer.getByLabel('Password').first().fill('blue-Lantern-42-river')
  await viewer.getByRole('button', { name: 'Create account and join' }).click()
  await viewer.getByRole('heading', { level: 1, name: 'Hello, Minh' }).waitFor()
  await viewer.goto('/settings')
  await settled(viewer)
  expect(await viewer.getByRole('tab', { name: 'Integrations' }).count()).toBe(0)
  await viewer.goto(storePath)
  await viewer.getByRole('heading', { level: 1, name: 'Your role does not allow this' }).waitFor()
  await viewer.goto(adminPath)
  await viewer.getByRole('heading', { level: 1, name: 'For platform administrators only' }).waitFor()
  await expectAccessible(viewer)
  await viewer.context().close()
})

describe('in Persian', () => {
  test('all of it reads from right to left', async () => {
    await page.goto(storePath)
    await settled(page)
    await speak(page, 'fa')
    await page.getByRole('heading', { name: 'توکن‌های فعال:' }).waitFor()
    await page.getByRole('button', { name: 'وضعیت همگام‌سازی: Tea shop' }).click()
    await page.getByRole('region', { name: /وضعیت همگام‌سازی/ }).waitFor()
    await look('store-tokens-fa')
    await showIn(page, 'dark')
    await look('store-tokens-fa-dark', page, [wide])
    await showIn(page, 'light')
    for (const view of ['events', 'pages']) {
      await page.goto(`${storePath}?view=${view}`)
      await look(`store-${view}-fa`, page, [narrow])
    }
  })

  test('a new text for the token is asked for, shown once and ends the old one', async () => {
    await page.goto(storePath)
    await page.getByRole('button', { name: 'ساخت دوباره: Tea shop' }).click()
    await dialog().getByRole('button', { name: 'ساخت دوباره' }).click()
    await page.getByTestId('token').waitFor()
    const fresh = (await page.getByTestId('token').textContent()) ?? ''
    await look('store-token-created-fa')
    await dialog().getByRole('tab', { name: 'بدون افزونه' }).click()
    await look('store-token-webhook-fa', page, [narrow])
    await dialog().getByRole('button', { name: 'متوجه شدم، بستن' }).click()
    await dialog().waitFor({ state: 'detached' })
    expect(await page.content()).not.toContain(fresh)
    expect(await send('woocommerce/webhook', {})).toBe(401)
    secret = fresh
    expect(await send('woocommerce/webhook', {})).toBe(400)
  })

  test('a token is deleted after a question', async () => {
    await page.getByRole('button', { name: 'حذف: Tea shop' }).click()
    await dialog().getByRole('button', { name: 'انصراف' }).click()
    expect(await send('woocommerce/webhook', {})).toBe(400)
    await page.getByRole('button', { name: 'حذف: Tea shop' }).click()
    await dialog().getByRole('button', { name: 'حذف' }).click()
    await page.getByRole('heading', { name: 'هیچ tokenی یافت نشد' }).waitFor()
    expect(await send('woocommerce/webhook', {})).toBe(401)
  })
})

describe('the administration screen', () => {
  let admin: Page
  const row = (name: string) => admin.getByRole('row').filter({ hasText: name })

  beforeAll(async () => {
    admin = await (await visitor(browser, address)).newPage()
    await admin.goto(`/login?next=${adminPath}`)
    await admin.getByLabel('E-mail').fill(administrator.email)
    await admin.getByLabel('Password').first().fill(administrator.password)
    await admin.getByRole('button', { name: 'Log in' }).click()
    await admin.getByRole('heading', { level: 1, name: 'Integration tokens' }).waitFor()
  })

  test('answers at its path and makes a token for any user, shown once', async () => {
    await admin.goto(`${adminPath}add/`)
    await admin.getByRole('combobox', { name: 'User' }).fill('nobody@example.com')
    await admin.getByLabel('Name').fill('From the office')
    await admin.getByRole('button', { name: 'Save and show the token' }).click()
    await admin.getByText('No account with this e-mail address').waitFor()
    await admin.getByRole('combobox', { name: 'User' }).fill(email)
    await admin.keyboard.press('Tab')
    await look('admin-tokens-add-en', admin, [narrow])
    await admin.getByRole('button', { name: 'Save and show the token' }).click()
    secret = (await admin.getByTestId('token').textContent()) ?? ''
    await admin.getByRole('button', { name: 'I understand, close' }).click()
    await row('From the office').filter({ hasText: email }).waitFor()
    expect(await admin.content()).not.toContain(secret)
    expect(await send('woocommerce/webhook', {})).toBe(400)
  })

  test('finds, switches and renews tokens; a new text only for exactly one', async () => {
    const mine = await tokenOf(address, administrator.email, administrator.password)
    const other = { name: 'Second one', integration_type: 'shopify', user_email: email }
    await callApi(address, mine, '/api/v1/admin-panel/integration-tokens/', other)
    await admin.goto(adminPath)
    await row('Second one').waitFor()
    expect(new URL(admin.url()).pathname).toBe(adminPath)
    await look('admin-tokens-en', admin)
    await admin.getByRole('searchbox').fill('second ONE')
    await row('From the office').waitFor({ state: 'detached' })
    await row('Second one').getByRole('checkbox').check()
    await admin.getByRole('button', { name: 'Deactivate' }).click()
    await admin.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click()
    await row('Second one').filter({ hasText: 'Inactive' }).waitFor()
    await admin.getByRole('button', { name: 'Clear', exact: true }).click()
    await row('From the office').waitFor()

    const renew = admin.getByRole('button', { name: 'Make a new token for the selected one' })
    await admin.getByRole('checkbox', { name: 'Select all on this page' }).check()
    await renew.click()
    await admin.getByText('Select exactly one token for this.').waitFor()
    await admin.getByRole('checkbox', { name: /selected/ }).uncheck()
    await row('From the office').getByRole('checkbox').check()
    await renew.click()
    await admin.getByRole('dialog').getByRole('button', { name: 'Regenerate' }).click()
    await admin.getByText('New token for From the office').waitFor()
    const fresh = (await admin.getByTestId('token').textContent()) ?? ''
    await look('admin-token-renewed-en', admin, [narrow])
    expect(await send('woocommerce/webhook', {})).toBe(401)
    await admin.getByRole('button', { name: 'I have copied it' }).click()
    expect(await admin.content()).not.toContain(fresh)
  })

  test('changes and deletes one, in Persian too', async () => {
    await row('Second one').getByRole('link').click()
    await admin.waitForURL(/\/change\/?$/)
    await look('admin-token-change-en', admin, [narrow])
    await admin.getByLabel('Name').fill('Renamed one')
    await admin.getByRole('button', { name: 'Save' }).click()
    await admin.getByText('The token is saved').waitFor()
    await admin.getByRole('button', { name: 'Delete' }).click()
    await admin.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await row('From the office').waitFor()
    expect(await row('Renamed one').count()).toBe(0)
    await speak(admin, 'fa')
    await look('admin-tokens-fa', admin)
  })
})

test('more tokens than fit on a page are paged; a page that is no more leads to the first', async () => {
  const token = await tokenOf(address, email)
  for (let number = 1; number <= 21; number++) {
    await callApi(address, token, '/api/v1/integrations/tokens/generate/', { name: `Shop ${number}` })
  }
  await page.goto(`${storePath}?page=9`)
  await page.getByRole('article', { name: 'Shop 21', exact: true }).waitFor()
  expect(await page.getByRole('article').count()).toBe(20)
  await page.locator('main').getByRole('button', { name: /۲$/ }).click()
  await page.waitForURL(/page=2/)
  await page.getByRole('article', { name: 'Shop 1', exact: true }).waitFor()
  expect(await page.getByRole('article').count()).toBeLessThan(20)
})
