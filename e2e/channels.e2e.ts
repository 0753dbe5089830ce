import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newPost } from '../server/test/doubles/graph/state.ts'
import { type MetaDouble, startMetaDouble } from '../server/test/doubles/meta.ts'
import { startRealServer } from './real-server.ts'
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

const email = 'channels@example.com'
/** For what looks at many pages on a machine that does other things meanwhile. */
const slowMs = 180_000
const password = 'blue-Lantern-42-river'

let browser: Browser
let meta: MetaDouble
let server: Awaited<ReturnType<typeof startRealServer>>
let page: Page
const failures: string[] = []

beforeAll(async () => {
  browser = await launch()
  meta = await startMetaDouble()
  const post = newPost('2029384756_1', '2026-01-31T10:00:00+0000', { message: 'The new oils are here' })
  meta.state.pages[1]?.posts.push(post)
  meta.state.visit.asks = true
  server = await startRealServer(meta.env)
  page = await (await anyone()).newPage()
  page.on('pageerror', (error) => failures.push(error.message))
  await signUp(page, email)
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await meta?.close()
})

/** A visitor for whom the platform can be reached. */
async function anyone(): Promise<BrowserContext> {
  const context = await visitor(browser, server.address)
  await context.route(
    (url) => url.origin === new URL(meta.url).origin,
    (route) => route.continue(),
  )
  return context
}

const dialog = () => page.getByRole('dialog')
const card = (name: string) => page.getByRole('article', { name })
const alertIn = (name: string) => card(name).getByRole('alert')
const toast = (text: string | RegExp) => page.locator('.mantine-Notification-root').filter({ hasText: text })
const button = (action: string, name: string) =>
  page.getByRole('main').getByRole('button', { name: `${action}: ${name}` })
const banner = () => page.getByRole('region', { name: '1 account has lost its connection' })

type Account = { id: number; name: string; status: string; external_account_id: string | null }
async function accounts(): Promise<Account[]> {
  const token = await tokenOf(server.address, email)
  const { results } = await callApi<{ results: Account[] }>(
    server.address,
    token,
    '/api/integrations/accounts/',
  )
  return results
}
const named = async (name: string) => (await accounts()).find((account) => account.name === name)

async function menu(name: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `More for ${name}` }).click()
  await page.getByRole('menuitem', { name: action }).click()
}

async function add(name: string): Promise<void> {
  await page.getByRole('button', { name: 'Add account' }).click()
  await dialog().getByLabel('Name').fill(name)
  await dialog().getByRole('button', { name: 'Add account' }).click()
  await card(name).waitFor()
}

test('somebody finds the channels in the menu and adds an account; what is wrong is said at its field', async () => {
  await page.getByRole('navigation').getByRole('link', { name: 'Channels' }).click()
  await page.getByRole('heading', { name: 'No account of Meta (Facebook/Instagram) yet' }).waitFor()
  await page.getByText('This server talks to a sandbox in place of Meta').waitFor()
  await page.getByRole('button', { name: 'Add account' }).click()
  await dialog().getByLabel('Link to the account').fill('facebook.com/my-page')
  await dialog().getByRole('button', { name: 'Add account' }).click()
  await dialog().getByText('Please fill this in').waitFor()
  await dialog().getByText('Enter a web address that begins with https://').waitFor()
  await shoot(page, 'channels-add-en-1440')
  await expectAccessible(page)
  expect(await accounts()).toEqual([])

  await dialog().getByLabel('Name').fill('Main page')
  await dialog().getByLabel('Link to the account').fill('https://facebook.com/my-page')
  await dialog().getByRole('button', { name: 'Add account' }).click()
  await card('Main page').getByText('Not connected', { exact: true }).waitFor()
  await page.waitForFunction(() => document.activeElement?.matches('article[data-account]'))
  expect(await named('Main page')).toMatchObject({ status: 'disconnected' })
})

test('a platform for which the server is not set up says which variables are missing', async () => {
  await page.getByRole('tab', { name: 'TikTok' }).click()
  await page.getByText('TikTok is not set up on this server').waitFor()
  await page.getByText('TIKTOK_CLIENT_SECRET').waitFor()
  expect(new URL(page.url()).searchParams.get('platform')).toBe('tiktok')
  await page.keyboard.press('ArrowLeft')
  await card('Main page').waitFor()
  // The card took the focus once, when the account was added; now it stays where the keyboard is.
  expect(
    await page.getByRole('tab', { name: /^Meta/ }).evaluate((tab) => tab === document.activeElement),
  ).toBe(true)
})

test('after consent the account is connected, its card has the focus, and the address is clean', async () => {
  await button('Connect', 'Main page').click()
  await page.getByRole('button', { name: 'Continue' }).waitFor()
  expect(page.url()).toContain(meta.url)
  await page.getByRole('button', { name: 'Continue' }).click()
  await toast('“Main page” is connected.').waitFor()
  await toast('You manage 2 pages. Choose the one that this account stands for.').waitFor()
  await card('Main page').getByText('Connected', { exact: true }).waitFor()
  await page.waitForURL('**/integrations?platform=meta')
  await page.waitForFunction(() => document.activeElement?.matches('article[data-account]'))
  expect(await named('Main page')).toMatchObject({ status: 'connected', external_account_id: '1029384756' })
  await card('Main page').getByText('Details and permissions').click()
  await card('Main page').getByText('pages_manage_posts').waitFor()
  await page.reload()
  await card('Main page').waitFor()
  expect(await toast('is connected').count()).toBe(0)
})

test('the page that the account stands for can be chosen', async () => {
  await card('Main page').getByLabel('Page that this account stands for').click()
  await page.getByRole('option', { name: 'My Second Page' }).click()
  await toast('The account now stands for “My Second Page”.').waitFor()
  expect(await named('Main page')).toMatchObject({ external_account_id: '2029384756' })
})

test('the figures have their units, and what the platform does not tell is explained', async () => {
  const figures = page.getByRole('region', { name: 'Statistics' })
  await figures.getByText('120 people').first().waitFor()
  await figures.getByText('The platform does not tell this figure').first().waitFor()
})

test('a synchronisation reads the newest posts and gives the figures their history', async () => {
  await page.getByRole('region', { name: 'Statistics' }).getByText('Figures are kept once a day').waitFor()
  await button('Sync now', 'Main page').click()
  await toast('Up to date: 1 post read.').waitFor()
  await card('Main page')
    .getByText(/^(now|\d+ seconds? ago)$/)
    .waitFor()
  const followers = 'Followers over the last 30 days, most recently 120 people'
  await page.getByRole('img', { name: followers }).waitFor()
  await page.getByRole('button', { name: 'Likes: As a table' }).click()
  await page.getByRole('table', { name: 'Likes' }).getByText('110 likes').waitFor()
  await shoot(page, 'channels-charts-en-1440')
  await expectAccessible(page)
})

test('the card leads to the posts of the account and to publishing on it', async () => {
  const { id } = (await named('Main page'))!
  for (const [action, path] of [
    ['Posts', 'posts'],
    ['Publish', 'publish'],
  ] as const) {
    await page.getByRole('link', { name: `${action}: Main page` }).click()
    await page.waitForURL(`**/integrations/${path}?account=${id}`)
    await page.goBack()
    await card('Main page').waitFor()
  }
})

test('whoever cancels at the platform is told so, and the account stays as it was', async () => {
  await add('Second page')
  await button('Connect', 'Second page').click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await toast('You did not allow access, so the account was not connected.').waitFor()
  await card('Second page').getByText('You did not allow access').waitFor()
  await page.waitForURL('**/integrations?platform=meta')
  expect(await named('Second page')).toMatchObject({ status: 'disconnected' })
})

test('an answer that nobody asked for is worded by us, and survives the log-in', async () => {
  const context = await anyone()
  const other = await context.newPage()
  await other.goto(
    '/integrations?connected=false&error=state_expired&platform=meta&message=Call%20this%20number%20now',
  )
  await other.getByLabel('E-mail').fill(email)
  await other.getByLabel('Password', { exact: false }).first().fill(password)
  await other.getByRole('button', { name: 'Log in' }).click()
  await other.getByText('Connecting took too long. Start it again.').waitFor()
  await other.waitForURL('**/integrations?platform=meta')
  expect(await other.content()).not.toContain('Call this number')
  await other.goto('/integrations?connected=false&error=<b>mine</b>')
  await other.getByText('Something went wrong with the platform. Try again.').waitFor()
  await context.close()
})

test('a test tells whether the connection works; a limit is counted down while nothing can be sent', async () => {
  await button('Test', 'Main page').click()
  await toast('The connection of “Main page” works.').waitFor()
  meta.fail('business-rate-limit', { minutes: 1 })
  await button('Test', 'Main page').click()
  await alertIn('Main page').getByText('The platform allows no more calls for now.').waitFor()
  const first = await card('Main page').getByTestId('countdown').textContent()
  await page.waitForFunction(
    (before) => document.querySelector('[data-testid="countdown"]')?.textContent !== before,
    first,
  )
  expect(await button('Sync now', 'Main page').isDisabled()).toBe(true)
  await shoot(page, 'channels-limit-en-1440')
})

test('an account that is switched off offers no calls', async () => {
  await button('Edit', 'Main page').click()
  await dialog().getByRole('switch', { name: 'Switched on' }).uncheck()
  await dialog().getByRole('button', { name: 'Save' }).click()
  await card('Main page').getByText('Switched off', { exact: true }).waitFor()
  expect(await button('Test', 'Main page').count()).toBe(0)
  await button('Edit', 'Main page').click()
  await dialog().getByRole('switch', { name: 'Switched on' }).check()
  await dialog().getByRole('button', { name: 'Save' }).click()
  await button('Test', 'Main page').waitFor()
})

test(
  'a connection that ended shows here and on the overview, where it can be dismissed, and is made again',
  async () => {
    await add('Third page')
    meta.state.visit = { asks: true, pages: ['1029384756'] }
    await button('Connect', 'Third page').click()
    await page.getByRole('checkbox', { name: 'My Second Page' }).uncheck()
    await page.getByRole('button', { name: 'Continue' }).click()
    await toast('“Third page” is connected.').waitFor()
    meta.changePassword('555')
    await button('Test', 'Third page').click()
    await toast('The connection of “Third page” has ended. Reconnect it.').waitFor()
    await card('Third page').getByText('Connection ended', { exact: true }).waitFor()
    await banner().getByText('Third page').waitFor()
    for (const viewport of [wide, narrow]) {
      await page.setViewportSize(viewport)
      await shoot(page, `channels-expired-en-${viewport.width}`)
      await expectAccessible(page)
    }
    await page.setViewportSize(wide)

    await page.goto('/')
    await banner().getByText('Third page').waitFor()
    await shoot(page, 'channels-overview-en-1440')
    expect(await banner().getByRole('button', { name: 'Reconnect: Third page' }).isEnabled()).toBe(true)
    await banner().getByRole('button', { name: 'Dismiss: Third page' }).click()
    await banner().waitFor({ state: 'detached' })
    await page.reload()
    await settled(page)
    expect(await banner().count()).toBe(0)

    await page.getByRole('navigation').getByRole('link', { name: 'Channels' }).click()
    await banner().getByRole('button', { name: 'Reconnect: Third page' }).click()
    await page.getByRole('checkbox', { name: 'My Second Page' }).uncheck()
    await page.getByRole('button', { name: 'Continue' }).click()
    await toast('“Third page” is connected.').waitFor()
    expect(await banner().count()).toBe(0)
    expect(await named('Third page')).toMatchObject({ status: 'connected' })
  },
  slowMs,
)

test('the log tells what was done, by account and by result', async () => {
  await page.getByRole('tab', { name: 'Log' }).click()
  const table = page.getByRole('table', { name: 'Log' })
  await table.getByRole('row').filter({ hasText: 'Connection ended' }).waitFor()
  await page.getByRole('combobox', { name: 'Result' }).click()
  await page.getByRole('option', { name: 'Failed' }).click()
  await table.getByText('You did not allow access').first().waitFor()
  await page.waitForFunction(() => !document.querySelector('[data-refreshing]'))
  expect(await table.getByText('Done', { exact: true }).count()).toBe(0)
  await page.getByRole('combobox', { name: 'Account' }).click()
  await page.getByRole('option', { name: 'Second page' }).click()
  await page.waitForFunction(() => document.querySelectorAll('main tbody tr').length === 1)
  await page.getByRole('button', { name: 'Details: Connecting' }).click()
  await dialog().getByText('access_denied').waitFor()
  await shoot(page, 'channels-log-en-1440')
  await expectAccessible(page)
  await page.keyboard.press('Escape')
})

test.each(['en', 'fa', 'ar'] as const)(
  'reads well in %s, wide and narrow, light and dark',
  async (language) => {
    await speak(page, language)
    for (const viewport of [wide, narrow]) {
      await page.setViewportSize(viewport)
      const views =
        viewport === narrow ? ['platform=meta', 'platform=tiktok', 'view=logs'] : ['platform=meta']
      for (const view of views) {
        await page.goto(`/integrations?${view}`)
        await settled(page)
        await shoot(page, `channels-${view.split('=')[1]}-${language}-${viewport.width}`)
        await expectAccessible(page)
      }
    }
    await showIn(page, 'dark')
    await page.goto('/integrations?platform=meta')
    await settled(page)
    await shoot(page, `channels-meta-dark-${language}-360`)
    await expectAccessible(page)
    await showIn(page, 'light')
    await page.setViewportSize(wide)
  },
  slowMs,
)

test('disconnecting and deleting ask first; the platform has nothing of it left here', async () => {
  await speak(page, 'en')
  await page.goto('/integrations?platform=meta')
  await menu('Third page', 'Disconnect')
  await dialog().getByRole('button', { name: 'Cancel' }).click()
  expect(await named('Third page')).toMatchObject({ status: 'connected' })
  await menu('Third page', 'Disconnect')
  await dialog().getByRole('button', { name: 'Disconnect' }).click()
  await toast('“Third page” was disconnected.').waitFor()
  await card('Third page').getByText('Not connected', { exact: true }).waitFor()
  expect(await named('Third page')).toMatchObject({ status: 'disconnected' })

  await menu('Third page', 'Delete')
  await dialog().getByRole('button', { name: 'Cancel' }).click()
  expect(await named('Third page')).toBeDefined()
  await menu('Third page', 'Delete')
  await dialog().getByRole('button', { name: 'Delete' }).click()
  await toast('“Third page” was deleted.').waitFor()
  await card('Third page').waitFor({ state: 'detached' })
  expect(await named('Third page')).toBeUndefined()
  const content = await page.content()
  for (const secret of meta.secrets()) expect(content).not.toContain(secret)
  expect(failures).toEqual([])
})
